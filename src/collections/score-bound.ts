import { ByteRange } from '../base/byte-range.ts';

/** For bounds without one. */
export const NO_TEXT = new ByteRange();

/** What lies before the place that is sought. */
export type Bound =
  /** All that comes before a member with its score. */
  | 'member'
  /** All scores below one. */
  | 'score'
  /** All scores up to one. */
  | 'score-over'
  /** All names below one, where all scores are equal. */
  | 'name'
  /** All names up to one. */
  | 'name-over';
