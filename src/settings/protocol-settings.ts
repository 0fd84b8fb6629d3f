/** One row of `client-output-buffer-limit`; 0 switches the limit off. */
export class OutputBufferLimit {
  hardBytes: number;
  softBytes: number;
  softSeconds: number;

  constructor(hardBytes: number, softBytes: number, softSeconds: number) {
    this.hardBytes = hardBytes;
    this.softBytes = softBytes;
    this.softSeconds = softSeconds;
  }
}

/** The classes of `client-output-buffer-limit`. */
export class OutputBufferLimits {
  normal = new OutputBufferLimit(0, 0, 0);
  replica = new OutputBufferLimit(268_435_456, 67_108_864, 60);
  pubsub = new OutputBufferLimit(33_554_432, 8_388_608, 60);
}

/** Sizes that a request and a reply may have. */
export class ProtocolSettings {
  protoMaxBulkBytes = 536_870_912;
  clientQueryBufferLimitBytes = 1_073_741_824;
  readonly outputBufferLimits = new OutputBufferLimits();
}
