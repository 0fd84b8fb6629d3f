import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { Connection } from '../../src/net/connection.ts';
import type { ProtectedAction } from '../../src/settings/security-settings.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { StandSocket } from '../support/stand-socket.ts';

/** The answer to an inline request of somebody who comes from there. */
function answer(action: ProtectedAction, from: StandSocket, request: string): string {
  const stand = new InstanceStand(({ security }) => {
    security.enableDebugCommand = action;
    security.enableModuleCommand = action;
    security.protectedMode = false;
  });
  const handler = stand.instance.doorman.accept(from);
  assert.ok(handler instanceof Connection);
  const bytes = fromLatin1(`${request}\r\n`);
  handler.onBytes(bytes, bytes.length);
  stand.instance.turn.flush();
  return from.take();
}

const PLACES: Readonly<Record<string, () => StandSocket>> = {
  'IPv4 loopback': () => new StandSocket('127.0.0.1'),
  'another address of loopback': () => new StandSocket('127.3.2.1'),
  'IPv6 loopback': () => new StandSocket('::1'),
  'the Unix socket': () => new StandSocket('/run/c.sock', 'unix'),
  'another machine': () => new StandSocket('192.0.2.1'),
  'an address that looks like loopback': () => new StandSocket('::127.0.0.1'),
};
const NOT_LOCAL = new Set(['another machine', 'an address that looks like loopback']);

test('DEBUG and MODULE are open to nobody, to this machine, or to everybody', () => {
  for (const [place, from] of Object.entries(PLACES)) {
    for (const action of ['no', 'local', 'yes'] as const) {
      const isOpen = action === 'yes' || (action === 'local' && !NOT_LOCAL.has(place));
      const why = `${action} from ${place}`;
      const debug = answer(action, from(), 'DEBUG SET-ACTIVE-EXPIRE 1');
      assert.equal(debug === '+OK\r\n', isOpen, why);
      if (!isOpen)
        assert.match(debug, /^-ERR DEBUG command not allowed\. If the enable-debug-command/);
      const module = answer(action, from(), 'MODULE LOAD /tmp/evil.so');
      if (isOpen)
        assert.match(module, /^-ERR Casemate has no modules: it loads no native code/, why);
      else
        assert.match(
          module,
          /^-ERR MODULE command not allowed\. If the enable-module-command/,
          why,
        );
    }
  }
});
