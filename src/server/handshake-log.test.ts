import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StandingClock } from '../../test/support/instance-stand.ts';
import { handshakeLog } from './handshake-log.ts';

test('refused certificates are warned of, one a second, and other failures are noise', () => {
  const lines: string[] = [];
  const clock = new StandingClock();
  const failed = handshakeLog(
    { line: (level, text) => void lines.push(`${level} ${text}`) },
    clock,
  );
  failed('10.0.0.1', 'CERT_REVOKED', 'certificate');
  failed('10.0.0.1', 'CERT_REVOKED', 'certificate');
  failed('10.0.0.2', 'wrong version number', 'other');
  clock.nowMs += 1000;
  failed('10.0.0.3', 'CERT_HAS_EXPIRED', 'certificate');
  const said = 'Error accepting a client connection:';
  assert.deepEqual(lines, [
    `warning ${said} CERT_REVOKED (addr=10.0.0.1)`,
    `verbose ${said} wrong version number (addr=10.0.0.2)`,
    `warning ${said} CERT_HAS_EXPIRED (addr=10.0.0.3) (and 1 more like it since the last)`,
  ]);
});
