/** Something that a security engineer would say about this configuration. */
export interface Finding {
  /** `insecure-allow` accepts a refusal by this name. */
  readonly id: string;
  readonly severity: 'refuse' | 'warn';
  readonly message: string;
  /** What is said in place of the message to clients that may not look at users. */
  readonly withoutNames?: string;
  /** What to write instead. */
  readonly fix: string;
}
