import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NameRange } from './name-range.ts';
import { RankRange } from './rank-range.ts';
import { ScoreRange } from './score-range.ts';

const LIMIT_WITHOUT_RANGE = new CommandError(
  'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX',
);
const SCORES_BY_NAME = new CommandError(
  'ERR syntax error, WITHSCORES not supported in combination with BYLEX',
);

type By = 'rank' | 'score' | 'name';

/** What a command's name leaves open. */
export interface RangeForm {
  /** The key's word; the two ends of the range follow it. */
  readonly key: number;
  readonly by: By | 'any';
  readonly order: 'up' | 'down' | 'any';
  readonly target: 'reply' | 'store';
}

/** The range that ZRANGE and its older sisters ask for. One object serves many calls. */
export class RangeRequest {
  withScores = false;
  /** Whether members come from the highest to the lowest. */
  isDown = false;
  /** The rank to read from, counted from the lowest, and how many: as `select` found them. */
  from = 0;
  count = 0;
  readonly #ranks = new RankRange();
  readonly #scores = new ScoreRange();
  readonly #names = new NameRange();
  #by: By = 'rank';
  #offset = 0;
  #limit = -1;

  read(call: Call, form: RangeForm): void {
    this.#readOptions(call, form);
    const by = this.#by;
    if (this.#limit !== -1 && by === 'rank') throw LIMIT_WITHOUT_RANGE;
    if (this.withScores && by === 'name') throw SCORES_BY_NAME;
    const first = form.key + 1;
    if (by === 'rank') this.#ranks.read(call, first, first + 1);
    else {
      const range = by === 'score' ? this.#scores : this.#names;
      if (this.isDown) range.read(call, first + 1, first);
      else range.read(call, first, first + 1);
    }
  }

  /** Finds out where in a set the range lies. */
  select(set: SortedSet): void {
    if (this.#by === 'rank') {
      const ranks = this.#ranks;
      ranks.select(set);
      this.count = ranks.count;
      this.from = this.isDown ? set.size - 1 - ranks.first : ranks.first;
      return;
    }
    const range = this.#by === 'score' ? this.#scores : this.#names;
    range.select(set);
    const { first, count } = range;
    const rest = this.#offset < 0 ? 0 : Math.max(0, count - this.#offset);
    this.count = this.#limit < 0 ? rest : Math.min(rest, this.#limit);
    this.from = this.isDown ? first + count - 1 - this.#offset : first + this.#offset;
  }

  #readOptions(call: Call, form: RangeForm): void {
    let { by, order } = form;
    this.withScores = false;
    this.#offset = 0;
    this.#limit = -1;
    for (let word = form.key + 3; word < call.count; word++) {
      if (form.target === 'reply' && call.is(word, 'withscores')) this.withScores = true;
      else if (call.is(word, 'limit') && word + 2 < call.count) {
        this.#offset = call.integer(word + 1);
        this.#limit = call.integer(word + 2);
        word += 2;
      } else if (order === 'any' && call.is(word, 'rev')) order = 'down';
      else if (by === 'any' && call.is(word, 'bylex')) by = 'name';
      else if (by === 'any' && call.is(word, 'byscore')) by = 'score';
      else throw Errors.syntax;
    }
    this.#by = by === 'any' ? 'rank' : by;
    this.isDown = order === 'down';
  }
}
