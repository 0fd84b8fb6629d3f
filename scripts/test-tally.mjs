// A reporter for node:test: a line a file, failures in full and named again at the end, skips aloud. The counts go as
// JSON into the file that CASEMATE_TALLY names. Suites, and tests that failed only through their subtests, don't count.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';

/**
 * @typedef {{ failureType?: string, cause?: unknown } & Error} TestError
 * @typedef {{ name: string, file?: string, nesting: number, skip?: string | boolean, todo?: string | boolean,
 *   details: { type?: string, duration_ms?: number, error?: TestError } }} Outcome
 */

const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

/** @param {AsyncIterable<{ type: string, data: any }>} events */
// eslint-disable-next-line no-restricted-syntax -- node:test reads the default export of a reporter.
export default async function* report(events) {
  const tally = new Tally();
  for await (const { type, data } of events) {
    if (type === 'test:start') tally.open(data);
    else if (type === 'test:pass') yield tally.pass(data);
    else if (type === 'test:fail') yield tally.fail(data);
    else if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    else if (type === 'test:diagnostic' && !SUMMARY.test(data.message)) yield `${data.message}\n`;
  }
  yield tally.end();
}

class Tally {
  passed = 0;
  skipped = 0;
  /** @type {string[]} */
  failures = [];
  /** The names of the suites and tests around the present one. @type {string[]} */
  path = [];
  file = { name: '', tests: 0, failed: 0, ms: 0 };

  /** @param {Outcome} test */
  open(test) {
    this.path.length = test.nesting;
    this.path[test.nesting] = test.name;
  }

  /** @param {Outcome} test */
  pass(test) {
    const line = this.enter(test);
    if (isFile(test)) return line + this.failed(test, 'the file holds no test');
    if (test.skip !== undefined || test.todo !== undefined) return line + this.skip(test);
    if (test.details.type !== 'suite') {
      this.passed++;
      this.file.tests++;
    }
    return line;
  }

  /** @param {Outcome} test */
  fail(test) {
    const line = this.enter(test);
    if (test.todo !== undefined) return line + this.skip(test);
    const { error } = test.details;
    if (error?.failureType === 'subtestsFailed') return line;
    return line + this.failed(test, inspect(error?.cause ?? error));
  }

  /** @param {Outcome} test */
  skip(test) {
    this.skipped++;
    this.file.tests++;
    const reason = test.skip ?? test.todo;
    return `SKIPPED ${this.titleOf(test)}: ${reason === true ? 'no reason given' : reason}\n`;
  }

  /**
   * @param {Outcome} test
   * @param {string} why
   */
  failed(test, why) {
    this.failures.push(this.titleOf(test));
    this.file.tests++;
    this.file.failed++;
    return `FAILED ${this.titleOf(test)}\n${why.replace(/^/gm, '    ')}\n`;
  }

  /** @param {Outcome} test */
  titleOf(test) {
    if (isFile(test)) return relative('', test.name);
    return [this.file.name, ...this.path.slice(0, test.nesting), test.name].join(' > ');
  }

  /** Closes the line of the last file when this outcome is of the next one. @param {Outcome} test */
  enter(test) {
    const name = relative('', test.file ?? '');
    const next = name.endsWith('.test.ts') && name !== this.file.name;
    const line = next ? this.fileLine() : '';
    if (next) this.file = { name, tests: 0, failed: 0, ms: 0 };
    if (test.nesting === 0) this.file.ms += test.details.duration_ms ?? 0;
    return line;
  }

  fileLine() {
    const { name, tests, failed, ms } = this.file;
    if (name === '' || tests === 0) return '';
    return `${failed > 0 ? 'FAIL' : 'ok'}  ${name}  ${tests} tests, ${(ms / 1000).toFixed(1)} s\n`;
  }

  end() {
    const last = this.fileLine();
    const { passed, skipped, failures } = this;
    if (process.env['CASEMATE_TALLY'] !== undefined) {
      writeFileSync(
        process.env['CASEMATE_TALLY'],
        JSON.stringify({ passed, skipped, failed: failures.length }),
      );
    }
    return `${last}${failures.map((title) => `FAILED ${title}\n`).join('')}`;
  }
}

/** The runner reports a file as a test only when it holds none or broke as a whole. @param {Outcome} test */
function isFile(test) {
  return test.nesting === 0 && test.name.endsWith('.test.ts');
}
