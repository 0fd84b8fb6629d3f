import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import type { CommandRow } from '../command/row.ts';
import type { Clock } from '../ports/clock.ts';
import { CommandTimer } from './command-timer.ts';

const { table } = new InstanceStand().instance;
let nowMs = 0;
let readings = 0;
let booked: string[] = [];
let timer = newTimer();

function newTimer(): CommandTimer {
  const clock = {
    monotonicMs: () => {
      readings++;
      return nowMs;
    },
  } as unknown as Clock;
  return new CommandTimer(clock, {
    measured: (row, calls, totalMs) => void booked.push(`${row.fullName} ${calls} ${totalMs}`),
    delayed: (event, tookMs) => void booked.push(`${event} ${tookMs}`),
  });
}

function row(name: string): CommandRow {
  const found = table.named(name);
  assert.ok(found !== undefined, name);
  return found;
}

function call(name: string, tookMs: number): void {
  timer.begin(row(name));
  nowMs += tookMs;
  timer.end(row(name));
}

beforeEach(() => {
  nowMs = 0;
  readings = 0;
  booked = [];
  timer = newTimer();
});

test('a run of one fast command shares a reading', () => {
  timer.start();
  for (let i = 0; i < 10; i++) call('get', 2);
  assert.equal(readings, 1);
  timer.settle();
  assert.equal(readings, 2);
  assert.deepEqual(booked, ['get 10 20']);
});

test('another command ends the run, and nobody pays for somebody else', () => {
  timer.start();
  call('get', 1);
  call('get', 2);
  call('strlen', 4);
  timer.settle();
  assert.deepEqual(booked, ['get 2 3', 'strlen 1 4']);
});

test('a slow command is always alone', () => {
  timer.start();
  call('keys', 5);
  call('keys', 7);
  assert.deepEqual(booked, ['keys 1 5', 'keys 1 7']);
});

test('every call is alone when the slow log wants to see short ones', () => {
  timer.alone = true;
  timer.start();
  call('get', 1);
  call('get', 2);
  assert.deepEqual(booked, ['get 1 1', 'get 1 2']);
});

test('waiting for input is no part of a call', () => {
  timer.start();
  call('get', 1);
  timer.settle();
  nowMs += 1000;
  timer.start();
  call('get', 2);
  timer.settle();
  assert.deepEqual(booked, ['get 1 1', 'get 1 2']);
});

test('settling twice books nothing twice, and the totals are in the row', () => {
  const { calls, totalMs } = row('getdel');
  timer.start();
  call('getdel', 3);
  timer.settle();
  timer.settle();
  assert.deepEqual(booked, ['getdel 1 3']);
  assert.deepEqual([row('getdel').calls - calls, row('getdel').totalMs - totalMs], [1, 3]);
});

test('work of the server itself is blamed on no call', () => {
  timer.start();
  nowMs += 1;
  timer.apart('eviction-cycle', () => {
    nowMs += 50;
  });
  call('set', 2);
  timer.settle();
  assert.deepEqual(booked, ['eviction-cycle 50', 'set 1 2']);
});

test('a call that runs others is booked as a whole, and so are they', () => {
  timer.start();
  timer.whole(row('exec'), () => {
    nowMs += 1;
    call('ttl', 3);
    timer.settle();
  });
  assert.deepEqual(booked, ['ttl 1 4', 'exec 1 4']);
});
