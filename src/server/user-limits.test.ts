import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { Connection } from '../net/connection.ts';

test('a user has as many connections as maxconn allows, and a place is free again when one ends', () => {
  const { instance } = new InstanceStand(() => undefined);
  instance.users.set('app', ['on', '>app-password-of-length', '+@all', 'maxconn=2']);
  const logIn = (): { connection: Connection; user: string } => {
    const connection = instance.doorman.accept(new StandSocket());
    assert.ok(connection instanceof Connection);
    const request = fromLatin1('AUTH app app-password-of-length\r\n');
    connection.onBytes(request, request.length);
    return { connection, user: connection.session.userName };
  };
  const first = logIn();
  assert.equal(first.user, 'app');
  // Logging in again takes no further place.
  const again = fromLatin1('AUTH app app-password-of-length\r\n');
  first.connection.onBytes(again, again.length);
  assert.equal(logIn().user, 'app');
  assert.equal(logIn().user, 'default');
  first.connection.onClose();
  assert.equal(logIn().user, 'app');
});
