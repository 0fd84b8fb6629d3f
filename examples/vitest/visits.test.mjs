import { ManualClock, startServer } from 'casemate';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { visits } from '../visits.mjs';

let clock;
let server;
let client;
beforeAll(async () => {
  clock = new ManualClock();
  server = await startServer({ clock });
  client = await createClient({ url: server.url }).connect();
});
beforeEach(() => server.flush());
afterAll(async () => {
  client.destroy();
  await server.close();
});

test('a visitor counts once', async () => {
  const { visit } = visits(client);
  expect(await visit('home', 'ann')).toBe(1);
  expect(await visit('home', 'ann')).toBe(1);
  expect(await visit('home', 'bob')).toBe(2);
});

test('after half an hour a visitor counts again', async () => {
  const { visit } = visits(client);
  await visit('home', 'ann');
  await clock.advance(1_800_001);
  expect(await visit('home', 'ann')).toBe(2);
});
