import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WaitingLine } from './waiting-line.ts';

test('a waiting line gives back in the order in which it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -300, max: 300 }), { maxLength: 30 }), (runs) => {
      const line = new WaitingLine<number>();
      const model: number[] = [];
      let next = 1;
      for (const run of runs) {
        for (let i = 0; i < run; i++) {
          line.push(next);
          model.push(next++);
        }
        for (let i = 0; i < -run; i++) assert.equal(line.shift(), model.shift());
        assert.equal(line.length, model.length);
        assert.equal(line.first, model[0]);
        assert.equal(
          line.sum((each) => each),
          model.reduce((sum, each) => sum + each, 0),
        );
      }
    }),
  );
});
