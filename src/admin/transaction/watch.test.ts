import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('watched keys count as memory of clients at once', () => {
  const server = new AdminServer();
  const before = server.engine.clientBytes;
  server.connect().say(`WATCH ${'x'.repeat(5000)}`);
  assert.ok(server.engine.clientBytes >= before + 5000);
});
