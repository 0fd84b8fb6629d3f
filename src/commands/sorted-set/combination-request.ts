import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import type { Aggregate } from './combine-sets.ts';
import { readScore } from './score-argument.ts';
import { ScoredSource, ScoredView } from './scored-source.ts';

const WEIGHT_NOT_FLOAT = new CommandError('ERR weight value is not a float');
const LIMIT_NEGATIVE = new CommandError("ERR LIMIT can't be negative");

/** What a command of this kind takes behind its keys. */
export interface CombinationForm {
  /** The word that counts the keys. */
  readonly numkeys: number;
  readonly weights: 'with weights' | 'without weights';
  readonly last: 'withscores' | 'limit' | 'nothing';
}

/** Sources of former calls, so that small sets don't cost new ones each time. */
const spare: ScoredSource[] = [];
const SPARE_MAX = 16;
/** Of all sources beyond those: a request of a million keys must not take gigabytes. */
const sharedView = new ScoredView();

/** The inputs of ZUNION, ZINTER, ZDIFF and their kin. One object serves many calls. */
export class CombinationRequest {
  sources: readonly ScoredSource[] = [];
  aggregate: Aggregate = 'sum';
  withScores = false;
  /** Infinity for none. */
  limit = Infinity;

  read(call: Call, form: CombinationForm): this {
    this.aggregate = 'sum';
    this.withScores = false;
    this.limit = Infinity;
    const count = call.integer(form.numkeys);
    if (count < 1) {
      throw new CommandError(
        `ERR at least 1 input key is needed for '${call.row.fullName}' command`,
      );
    }
    const first = form.numkeys + 1;
    if (count > call.count - first) throw Errors.syntax;
    this.sources = openSources(call, first, count);
    this.#readOptions(call, form, first + count);
    return this;
  }

  /** Nothing of the call is kept. */
  close(): void {
    this.sources = [];
  }

  #readOptions(call: Call, form: CombinationForm, from: number): void {
    const isWeighed = form.weights === 'with weights';
    const keys = this.sources.length;
    for (let word = from; word < call.count; word++) {
      if (isWeighed && call.count - word > keys && call.is(word, 'weights')) {
        for (const source of this.sources)
          source.weight = readScore(call, ++word, WEIGHT_NOT_FLOAT);
      } else if (isWeighed && word + 1 < call.count && call.is(word, 'aggregate')) {
        this.aggregate = readAggregate(call, ++word);
      } else if (form.last === 'withscores' && call.is(word, 'withscores')) {
        this.withScores = true;
      } else if (form.last === 'limit' && word + 1 < call.count && call.is(word, 'limit')) {
        const limit = call.integer(++word, LIMIT_NEGATIVE);
        if (limit < 0) throw LIMIT_NEGATIVE;
        this.limit = limit === 0 ? Infinity : limit;
      } else throw Errors.syntax;
    }
  }
}

function openSources(call: Call, first: number, count: number): readonly ScoredSource[] {
  const sources: ScoredSource[] = [];
  for (let i = 0; i < count; i++) {
    sources.push(sourceAt(i).open(call, first + i));
  }
  return sources;
}

function sourceAt(i: number): ScoredSource {
  if (i >= SPARE_MAX) return new ScoredSource(sharedView);
  return (spare[i] ??= new ScoredSource(new ScoredView()));
}

function readAggregate(call: Call, word: number): Aggregate {
  if (call.is(word, 'sum')) return 'sum';
  if (call.is(word, 'min')) return 'min';
  if (call.is(word, 'max')) return 'max';
  throw Errors.syntax;
}
