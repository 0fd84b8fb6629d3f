import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import type { Session } from '../engine/session.ts';
import { SessionState } from '../engine/session-state.ts';
import { OutputBufferLimit } from '../settings/protocol-settings.ts';
import { ConnectionLimits, type LimitedConnection } from './connection-limits.ts';

class Limited implements LimitedConnection {
  readonly address = '127.0.0.1:50000';
  outputBytes = 0;
  queryBytes = 0;
  overSoftLimitSinceMs = 0;
  isOverLimit = false;
  closed = false;
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  close(): void {
    this.closed = true;
  }
}

let stand = new InstanceStand();
let limits = stand.instance.limits;
let known = new Limited(stand.connect('default').session);
let stranger = known;

beforeEach(() => {
  stand = new InstanceStand();
  const { stats, ports } = stand.instance;
  limits = new ConnectionLimits(stand.settings, stats, ports.log);
  stand.instance.users.setDefaultPassword('secret');
  stranger = new Limited(stand.connect().session);
  known = new Limited(stand.connect('default').session);
});

describe('what a request may hold', () => {
  test('is little before AUTH', () => {
    stranger.queryBytes = stand.settings.limits.preauthQueryBytes;
    limits.checkQuery(stranger);
    assert.equal(stranger.closed, false);
    stranger.queryBytes++;
    limits.checkQuery(stranger);
    assert.equal(stranger.closed, true);
    assert.equal(stand.instance.stats.queryBufferDisconnections, 1);
    assert.match(stand.log.at(-1) ?? '', /max query buffer length: id=\d+ addr=127.0.0.1:50000/);
  });

  test('is client-query-buffer-limit after it', () => {
    stand.settings.protocol.clientQueryBufferLimitBytes = 5_000_000;
    known.queryBytes = 5_000_000;
    limits.checkQuery(known);
    assert.equal(known.closed, false);
    known.queryBytes++;
    limits.checkQuery(known);
    assert.equal(known.closed, true);
  });
});

describe('what a client may leave unread', () => {
  test('is little before AUTH', () => {
    stranger.outputBytes = stand.settings.limits.preauthOutputBytes;
    limits.checkOutput(stranger, 0);
    assert.equal(stranger.closed, false);
    stranger.outputBytes++;
    limits.checkOutput(stranger, 0);
    assert.equal(stranger.closed, true);
    assert.equal(stand.instance.stats.outputBufferDisconnections, 1);
  });

  test('has no limit for a normal client, as in Redis, until it is given one', () => {
    known.outputBytes = 2 ** 40;
    limits.checkOutput(known, 1000);
    assert.equal(known.closed, false);
  });

  test('may never be more than the hard limit', () => {
    stand.settings.protocol.outputBufferLimits.normal = new OutputBufferLimit(1000, 0, 0);
    known.outputBytes = 1000;
    limits.checkOutput(known, 1);
    assert.equal(known.closed, false);
    known.outputBytes = 1001;
    limits.checkOutput(known, 1);
    assert.equal(known.closed, true);
    assert.match(stand.log.at(-1) ?? '', /user=default closed for overcoming of output buffer/);
  });

  test('may be more than the soft limit for a while', () => {
    stand.settings.protocol.outputBufferLimits.normal = new OutputBufferLimit(0, 100, 10);
    known.outputBytes = 101;
    limits.checkOutput(known, 50_000);
    limits.checkOutput(known, 60_000);
    assert.equal(known.closed, false);
    limits.checkOutput(known, 60_001);
    assert.equal(known.closed, true);
  });

  test('may be more than the soft limit again and again, when it has been read in between', () => {
    stand.settings.protocol.outputBufferLimits.normal = new OutputBufferLimit(0, 100, 10);
    for (const [bytes, nowMs] of [
      [101, 50_000],
      [100, 59_000],
      [101, 60_000],
      [101, 69_000],
    ] as const) {
      known.outputBytes = bytes;
      limits.checkOutput(known, nowMs);
    }
    assert.equal(known.closed, false);
    assert.equal(known.overSoftLimitSinceMs, 60_000);
  });

  test('has the limits of pub/sub for a subscriber', () => {
    const { outputBufferLimits } = stand.settings.protocol;
    outputBufferLimits.pubsub = new OutputBufferLimit(1000, 0, 0);
    known.outputBytes = 1001;
    limits.checkOutput(known, 1);
    assert.equal(known.closed, false);
    known.session.enter(SessionState.subscribed);
    limits.checkOutput(known, 1);
    assert.equal(known.closed, true);
  });
});
