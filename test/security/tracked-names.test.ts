import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RawConnection } from '../support/raw-connection.ts';
import type { RespClient } from '../support/resp-client.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const NAME = 'names of keys by client-side caching';
const PASSWORD = 'secret-enough-for-a-test';
/** Whoever sees this has learned of a key that he has no right to. */
const SECRET = 'patient:4711';
const DOCTOR = ['on', `>${PASSWORD}`, '+@all', '-client|kill', '~*', '&*', 'alldbs'];
const CLERK = ['on', `>${PASSWORD}`, '+@all', '-client|kill', '~bill:*', '&*', 'alldbs'];

interface Stand {
  readonly server: SecureServer;
  readonly admin: RespClient;
  /** A connection with RESP3, logged in. */
  readonly as: (user: string) => Promise<RawConnection>;
  /** Changes the secret key, then one that a clerk may read, and gives what the connection has heard by then. */
  readonly heardBy: (connection: RawConnection) => Promise<string>;
}

async function start(context: TestContext): Promise<Stand> {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'doctor', ...DOCTOR);
  await admin.call('ACL', 'SETUSER', 'clerk', ...CLERK);
  const as = async (user: string): Promise<RawConnection> => {
    const connection = await RawConnection.open(context, { port: server.port });
    await say(connection, 'HELLO', '3', 'AUTH', user, PASSWORD);
    return connection;
  };
  const heardBy = async (connection: RawConnection): Promise<string> => {
    connection.received = '';
    await admin.call('SET', SECRET, '1');
    await admin.call('SET', 'bill:1', '1');
    return say(connection, 'PING');
  };
  return { server, admin, as, heardBy };
}

/** Sends a request and a mark behind it, and gives all that comes until the mark does. */
async function say(connection: RawConnection, ...words: readonly string[]): Promise<string> {
  connection.send(encodeCommand(words)).send(encodeCommand(['ECHO', 'the-mark']));
  return connection.answer('the-mark\r\n');
}

async function id(connection: RawConnection): Promise<string> {
  return /:(\d+)\r/.exec(await say(connection, 'CLIENT', 'ID'))?.[1] ?? '';
}

async function mayHear({ heardBy }: Stand, connection: RawConnection): Promise<void> {
  const heard = await heardBy(connection);
  assert.ok(heard.includes(SECRET) && heard.includes('bill:1'), heard);
}

async function hearsBillsAlone({ heardBy }: Stand, connection: RawConnection): Promise<void> {
  const heard = await heardBy(connection);
  assert.ok(heard.includes('bill:1') && !heard.includes(SECRET), heard);
}

test(`${NAME}: who logs in as somebody else hears what that one may read, by AUTH and by HELLO`, async (context) => {
  const stand = await start(context);
  for (const login of [
    ['AUTH', 'clerk', PASSWORD],
    ['HELLO', '3', 'AUTH', 'clerk', PASSWORD],
  ]) {
    const connection = await stand.as('doctor');
    await say(connection, 'CLIENT', 'TRACKING', 'on', 'BCAST');
    await mayHear(stand, connection);
    // In one write, so in one turn: what changes before the login is told behind it, to somebody else.
    const words = [['SET', SECRET, '0'], login, ['ECHO', 'the-mark']];
    connection.send(Buffer.concat(words.map(encodeCommand)));
    assert.doesNotMatch(await connection.answer('the-mark\r\n'), new RegExp(SECRET));
    await hearsBillsAlone(stand, connection);
  }
});

test(`${NAME}: after RESET a connection hears nothing, whoever it becomes`, async (context) => {
  const stand = await start(context);
  const connection = await stand.as('doctor');
  await say(connection, 'CLIENT', 'TRACKING', 'on', 'BCAST');
  await mayHear(stand, connection);
  connection.send(encodeCommand(['RESET']));
  await say(connection, 'HELLO', '3', 'AUTH', 'clerk', PASSWORD);
  assert.doesNotMatch(await stand.heardBy(connection), /patient|bill/);
});

test(`${NAME}: rights that are taken are taken from who tracks already, by ACL SETUSER and by ACL LOAD`, async (context) => {
  const stand = await start(context);
  const { admin, server } = stand;
  const connection = await stand.as('doctor');
  await say(connection, 'CLIENT', 'TRACKING', 'on', 'BCAST');
  await mayHear(stand, connection);
  await admin.call('ACL', 'SETUSER', 'doctor', 'resetkeys', '~bill:*');
  await hearsBillsAlone(stand, connection);
  await admin.call('ACL', 'SETUSER', 'doctor', 'allkeys');
  await mayHear(stand, connection);
  await admin.call('ACL', 'SETUSER', 'doctor', 'db=3');
  assert.doesNotMatch(await stand.heardBy(connection), /patient|bill/);
  await admin.call('ACL', 'SETUSER', 'doctor', 'alldbs');
  await admin.call('ACL', 'SAVE');
  const users = readFileSync(server.file('users.acl'), 'utf8');
  const line = /^user doctor .*$/m.exec(users)?.[0] ?? '';
  writeFileSync(server.file('users.acl'), users.replace(line, line.replace(' ~* ', ' ~bill:* ')));
  await mayHear(stand, connection);
  await admin.call('ACL', 'LOAD');
  await hearsBillsAlone(stand, connection);
});

test(`${NAME}: nobody hears by a redirection what he may not read, whoever it was set up by and for`, async (context) => {
  const stand = await start(context);
  const { admin } = stand;
  const [reader, listener] = [await stand.as('doctor'), await stand.as('doctor')];
  await say(reader, 'CLIENT', 'TRACKING', 'on', 'BCAST', 'REDIRECT', await id(listener));
  await mayHear(stand, listener);
  await say(listener, 'AUTH', 'clerk', PASSWORD);
  assert.doesNotMatch(await stand.heardBy(listener), /patient|bill/, 'a clerk is no doctor');
  assert.match(await say(reader, 'CLIENT', 'TRACKINGINFO'), /broken_redirect/);
  await say(listener, 'AUTH', 'doctor', PASSWORD);
  await mayHear(stand, listener);
  // The operator may feed anybody, but not with names that are none of his business.
  await admin.call('ACL', 'SETUSER', 'doctor', '+client|kill');
  const clerk = await stand.as('clerk');
  await say(reader, 'GET', SECRET);
  await say(reader, 'CLIENT', 'TRACKING', 'off');
  const to = ['REDIRECT', await id(clerk)];
  for (const options of [['BCAST', ...to], to]) {
    await say(reader, 'CLIENT', 'TRACKING', 'on', ...options);
    await say(reader, 'MGET', SECRET, 'bill:1');
    const heard = await stand.heardBy(clerk);
    assert.doesNotMatch(heard, /patient/);
    assert.match(heard, /invalidate/);
    await say(reader, 'CLIENT', 'TRACKING', 'off');
  }
});
