/** When a collection changes from its compact form to its big one. */
export class EncodingSettings {
  hashMaxListpackEntries = 512;
  hashMaxListpackValueBytes = 64;
  /** Positive: elements per node. Negative: the size classes -1 (4 KiB) to -5 (64 KiB). */
  listMaxListpackSize = -2;
  listCompressDepth = 0;
  setMaxIntsetEntries = 512;
  setMaxListpackEntries = 128;
  setMaxListpackValueBytes = 64;
  zsetMaxListpackEntries = 128;
  zsetMaxListpackValueBytes = 64;
  streamNodeMaxBytes = 4096;
  streamNodeMaxEntries = 100;
  hllSparseMaxBytes = 3000;
  sanitizeDumpPayload: 'no' | 'yes' | 'clients' = 'no';
}
