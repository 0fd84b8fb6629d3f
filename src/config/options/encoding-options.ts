import { bytes, count, MAX_LONG, MIN_INT } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { word } from '../option-kinds.ts';
import { slot } from '../slot.ts';

const NO_STREAMS = 'There are no streams yet.';
const NO_HYPERLOGLOGS = 'There are no HyperLogLogs yet.';

/** When collections change their form, and how foreign bytes are checked. */
export const encodingOptions: readonly Option[] = [
  count('hash-max-listpack-entries', slot('encoding', 'hashMaxListpackEntries'), {
    doc: 'Fields that a compact hash may have.',
    aliases: ['hash-max-ziplist-entries'],
    max: MAX_LONG,
    unsigned: true,
  }),
  bytes('hash-max-listpack-value', slot('encoding', 'hashMaxListpackValueBytes'), {
    doc: 'Size of a field or value in a compact hash.',
    aliases: ['hash-max-ziplist-value'],
    max: MAX_LONG,
    unsigned: true,
  }),
  count('list-max-listpack-size', slot('encoding', 'listMaxListpackSize'), {
    doc: 'Size of a list node: elements when positive, -1 to -5 for 4 to 64 KiB.',
    aliases: ['list-max-ziplist-size'],
    min: MIN_INT,
  }),
  count('list-compress-depth', slot('encoding', 'listCompressDepth'), {
    doc: 'Nodes at both ends of a list that stay uncompressed; 0 for no compression.',
    noEffect: 'List nodes are not compressed: they take no more memory than in Redis without it.',
  }),
  count('set-max-intset-entries', slot('encoding', 'setMaxIntsetEntries'), {
    doc: 'Members that a compact set of integers may have.',
    max: MAX_LONG,
    unsigned: true,
  }),
  count('set-max-listpack-entries', slot('encoding', 'setMaxListpackEntries'), {
    doc: 'Members that a compact set may have.',
    max: MAX_LONG,
    unsigned: true,
  }),
  count('set-max-listpack-value', slot('encoding', 'setMaxListpackValueBytes'), {
    doc: 'Size of a member of a compact set.',
    max: MAX_LONG,
    unsigned: true,
  }),
  count('zset-max-listpack-entries', slot('encoding', 'zsetMaxListpackEntries'), {
    doc: 'Members that a compact sorted set may have.',
    aliases: ['zset-max-ziplist-entries'],
    max: MAX_LONG,
    unsigned: true,
  }),
  bytes('zset-max-listpack-value', slot('encoding', 'zsetMaxListpackValueBytes'), {
    doc: 'Size of a member of a compact sorted set.',
    aliases: ['zset-max-ziplist-value'],
    max: MAX_LONG,
    unsigned: true,
  }),
  bytes('stream-node-max-bytes', slot('encoding', 'streamNodeMaxBytes'), {
    doc: 'Size of a node of a stream; 0 for no limit.',
    max: MAX_LONG,
    unsigned: true,
    noEffect: NO_STREAMS,
  }),
  count('stream-node-max-entries', slot('encoding', 'streamNodeMaxEntries'), {
    doc: 'Entries in a node of a stream; 0 for no limit.',
    max: MAX_LONG,
    noEffect: NO_STREAMS,
  }),
  bytes('hll-sparse-max-bytes', slot('encoding', 'hllSparseMaxBytes'), {
    doc: 'Size at which a HyperLogLog becomes dense.',
    max: MAX_LONG,
    unsigned: true,
    noEffect: NO_HYPERLOGLOGS,
  }),
  word('sanitize-dump-payload', slot('encoding', 'sanitizeDumpPayload'), {
    doc: "Whether the inside of a RESTORE payload or a snapshot is checked: never, always, or for clients' RESTORE.",
    words: ['no', 'yes', 'clients'],
    noEffect: 'There is no RESTORE yet, and no snapshot is read.',
  }),
];
