import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

/** Small enough for a test, with the shape of the defaults. */
const THROTTLE = [
  '--auth-throttle-free',
  '2',
  '--auth-throttle-base',
  '50',
  '--auth-throttle-max',
  '200',
  '--auth-throttle-disconnect',
  '5',
];
const WRONG = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';

function guess(user: string, password: string): Uint8Array {
  return encodeCommand(['AUTH', user, password]);
}

test('password guessing: wrong answers come slower and slower, then the connection ends', async (context) => {
  const server = await startSecureServer(context, { args: THROTTLE });
  const attacker = await RawConnection.open(context, { port: server.port });
  // All in one piece, as a fast guesser sends them; it gets no more answers than one that waits.
  const started = performance.now();
  for (let i = 0; i < 20; i++) attacker.send(guess('admin', `guess-${i}`));
  assert.equal(await attacker.end(), WRONG.repeat(5));
  // 50 + 100 + 200 ms: the clock can only show that it was not faster.
  const tookMs = performance.now() - started;
  assert.ok(tookMs >= 340, `${tookMs} ms`);

  // The source is known: on a new connection the first guess already waits, and ends it.
  const again = await RawConnection.open(context, { port: server.port });
  const restarted = performance.now();
  again.send(guess('admin', 'guess')).send(guess('admin', server.password));
  assert.equal(await again.end(), WRONG);
  assert.ok(performance.now() - restarted >= 190);

  // The right password is only delayed: nobody can lock the operator out by his name.
  const owner = await RespClient.connect({ port: server.port });
  context.after(() => owner.close());
  assert.equal(await owner.call('AUTH', 'admin', server.password), 'OK');
  const log = server.program.output;
  assert.equal(
    log.match(/Authentication failed for user 'admin' from 127\.0\.0\.1:\d+:/g)?.length,
    6,
  );
  assert.doesNotMatch(log, /guess/);

  const counted = await textReply(owner, 'INFO', 'stats');
  // Three guesses on the first connection, one on the second, and the owner's own login.
  assert.match(counted, /auth_throttle_delayed:5\r\nauth_throttle_disconnected:2\r\n/);
  assert.match(counted, /auth_throttle_sources:1\r\n/);
  await owner.call('CONFIG', 'RESETSTAT');
  const anew = await textReply(owner, 'INFO', 'stats');
  assert.match(anew, /auth_throttle_delayed:0\r\nauth_throttle_disconnected:0\r\n/);
});

test('password guessing: other sources, the Unix socket and who is logged in feel nothing', async (context) => {
  // A delay that nobody who suffers it would survive.
  const slow = [
    '--auth-throttle-free',
    '1',
    '--auth-throttle-base',
    '600000',
    '--auth-throttle-max',
    '600000',
  ];
  const server = await startSecureServer(context, { args: slow });
  const before = await server.admin();
  const attacker = await RawConnection.open(context, { port: server.port });
  attacker.send(guess('admin', 'a')).send(guess('nobody', 'b'));
  await attacker.answer(WRONG);

  const elsewhere = await RawConnection.open(context, {
    port: server.port,
    localAddress: '127.0.0.2',
  });
  elsewhere.send(guess('admin', server.password));
  assert.equal(await elsewhere.answer('\n'), '+OK\r\n');
  const local = await RawConnection.open(context, { path: server.socket });
  local.send(guess('admin', server.password));
  assert.equal(await local.answer('\n'), '+OK\r\n');
  assert.equal(await before.call('PING'), 'PONG');
  assert.equal(attacker.received, '');
});

test('password guessing: HELLO is no way around it, and names cost no memory', async (context) => {
  const server = await startSecureServer(context, { args: THROTTLE });
  const attacker = await RawConnection.open(context, { port: server.port });
  for (let i = 0; i < 8; i++)
    attacker.send(encodeCommand(['HELLO', '3', 'AUTH', `${i}${'u'.repeat(4000)}`, 'p']));
  assert.equal(await attacker.end(), WRONG.repeat(5));
  const line = /Authentication failed for user '([^']*)'/.exec(server.program.output);
  assert.equal(line?.[1]?.length, 64);
});

test('password guessing: many connections at once guess no faster than one', async (context) => {
  const server = await startSecureServer(context, {
    args: [
      '--auth-throttle-free',
      '4',
      '--auth-throttle-base',
      '600000',
      '--auth-throttle-max',
      '600000',
    ],
  });
  const attackers = await Promise.all(
    Array.from({ length: 50 }, () => RawConnection.open(context, { port: server.port })),
  );
  for (const attacker of attackers) attacker.send(guess('admin', 'guess'));
  // When the operator's reply is there, every guess before it has been looked at.
  const operator = await RawConnection.open(context, { path: server.socket });
  operator.send(guess('admin', server.password));
  await operator.answer('+OK\r\n');
  const answered = attackers.filter((attacker) => attacker.received !== '');
  assert.ok(answered.length <= 4, `${answered.length} were answered`);
});

test('password guessing: a transaction is no way to have many guesses judged at once', async (context) => {
  const server = await startSecureServer(context);
  const attacker = await server.admin();
  assert.equal(await attacker.call('MULTI'), 'OK');
  const refused = /^ERR Command not allowed inside a transaction/;
  await assert.rejects(async () => attacker.call('AUTH', 'admin', 'guess'), { message: refused });
  await assert.rejects(async () => attacker.call('HELLO', '3', 'AUTH', 'admin', 'guess'), {
    message: refused,
  });
  await assert.rejects(async () => attacker.call('EXEC'), { message: /^EXECABORT/ });
  assert.doesNotMatch(server.program.output, /Authentication failed/);
});

test('password guessing: connections that wait are judged one after the other', async (context) => {
  const server = await startSecureServer(context, {
    args: [...THROTTLE, '--auth-throttle-disconnect', '0'],
  });
  const open = (): Promise<RawConnection> => RawConnection.open(context, { port: server.port });
  const first = await open();
  first.send(guess('admin', 'a')).send(guess('admin', 'b'));
  await first.answer(WRONG + WRONG);
  const started = performance.now();
  const attackers = await Promise.all(Array.from({ length: 6 }, open));
  for (const attacker of attackers) attacker.send(guess('admin', 'guess'));
  await Promise.all(attackers.map((attacker) => attacker.answer(WRONG)));
  const tookMs = performance.now() - started;
  // 50, 50 and 100 ms and then 200 ms each; together they would have had their answers after 200 ms.
  assert.ok(tookMs >= 780, `${tookMs} ms`);
  assert.ok(tookMs < 20_000, `${tookMs} ms`);
});

test('password guessing: guesses that wait keep no places beyond the deadline, least of all for who has gone', async (context) => {
  const server = await startSecureServer(context, {
    args: [...THROTTLE, '--auth-throttle-disconnect', '0', '--preauth-deadline', '2000'],
  });
  const attackers = await Promise.all(
    Array.from({ length: 100 }, () => RawConnection.open(context, { port: server.port })),
  );
  for (const attacker of attackers) attacker.socket.end(guess('admin', 'guess'));
  const answers = await Promise.all(attackers.map((attacker) => attacker.end()));
  // One each 200 ms at most: they would have stayed for 20 seconds, or 40 minutes with the defaults.
  const judged = answers.filter((answer) => answer === WRONG).length;
  assert.ok(judged < 50, `${judged} were judged`);
  const operator = await server.admin({ path: server.socket });
  assert.match(await textReply(operator, 'INFO', 'clients'), /connected_clients:1\r/);
});
