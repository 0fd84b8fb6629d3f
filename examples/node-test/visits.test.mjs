import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock, startServer } from 'casemate';
import { createClient } from 'redis';
import { visits } from '../visits.mjs';

let clock;
let server;
let client;
before(async () => {
  clock = new ManualClock();
  server = await startServer({ clock });
  client = await createClient({ url: server.url }).connect();
});
beforeEach(() => server.flush());
after(async () => {
  client.destroy();
  await server.close();
});

test('a visitor counts once', async () => {
  const { visit } = visits(client);
  assert.equal(await visit('home', 'ann'), 1);
  assert.equal(await visit('home', 'ann'), 1);
  assert.equal(await visit('home', 'bob'), 2);
});

test('after half an hour a visitor counts again', async () => {
  const { visit } = visits(client);
  await visit('home', 'ann');
  await clock.advance(1_800_001);
  assert.equal(await visit('home', 'ann'), 2);
});

test('a call needs no client, no socket and no port', async () => {
  const connection = server.connect();
  assert.equal(await connection.call('INCR', 'n'), 1);
});
