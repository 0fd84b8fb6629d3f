/** Which commands the slow log keeps, and how many of them. */
export class SlowLogSettings {
  /** 0: every command. Negative: none. */
  slowerThanUs = 10_000;
  maxLen = 128;
}
