import assert from 'node:assert/strict';
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClientWorld } from '../../../../test/support/fake-client-world.ts';
import { workFolder } from '../../../../test/support/program.ts';
import { NodeDisk } from '../../../platform/node-disk.ts';
import type { ClientWorld } from '../client-world.ts';
import { HistoryFile } from './history-file.ts';

interface Place {
  readonly folder: string;
  readonly file: string;
  readonly world: ClientWorld;
}

async function place(context: TestContext, environment = {}): Promise<Place> {
  const folder = await workFolder(context);
  const fake = new FakeClientWorld({ environment: { XDG_STATE_HOME: folder, ...environment } });
  const { network, clock, entropy, host, terminal, pause, version } = fake;
  const world = { network, clock, entropy, host, terminal, pause, version, disk: new NodeDisk() };
  return { folder, file: path.join(folder, 'casemate/cli-history'), world };
}

async function modeOf(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

test('lines are kept for the next session, for nobody else to read, and secrets are not', async (context) => {
  const { file, folder, world } = await place(context);
  const first = await HistoryFile.open(world);
  assert.deepEqual(first.lines, []);
  for (const line of [
    'SET a 1',
    'AUTH app hunter2',
    'GET a',
    'GET a',
    ' GET private',
    '',
    'CONFIG SET requirepass hunter2',
    'ACL SETUSER app >hunter2',
    'GET é',
  ]) {
    first.add(line);
  }
  first.close();
  assert.equal(await readFile(file, 'utf8'), 'SET a 1\nGET a\nGET é\n');
  assert.equal(await modeOf(file), 0o600);
  assert.equal(await modeOf(path.join(folder, 'casemate')), 0o700);
  const second = await HistoryFile.open(world);
  assert.deepEqual(second.lines, ['SET a 1', 'GET a', 'GET é']);
  second.add('GET é');
  second.add('PING');
  second.close();
  assert.equal(await readFile(file, 'utf8'), 'SET a 1\nGET a\nGET é\nPING\n');
});

test('a file that others may read is narrowed, and what it should not hold is not offered', async (context) => {
  const { file, world } = await place(context);
  (await HistoryFile.open(world)).close();
  await writeFile(file, 'GET a\nAUTH hunter2\nGET \u001b[2J\nGET b\n');
  await chmod(file, 0o644);
  const history = await HistoryFile.open(world);
  assert.deepEqual(history.lines, ['GET a', 'GET b']);
  history.close();
  assert.equal(await modeOf(file), 0o600);
});

test('a file that has grown too long is cut down to its newest lines', async (context) => {
  const { file, world } = await place(context);
  (await HistoryFile.open(world)).close();
  const lines = Array.from(
    { length: 50_000 },
    (_, index) => `SET key:${String(index)} ${'x'.repeat(40)}`,
  );
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const history = await HistoryFile.open(world);
  history.close();
  assert.deepEqual(history.lines, lines.slice(-1000));
  assert.equal(await readFile(file, 'utf8'), `${lines.slice(-1000).join('\n')}\n`);
  assert.equal(await modeOf(file), 0o600);
});

test('a link is not followed, and /dev/null means no history', async (context) => {
  const { folder, world } = await place(context);
  const target = path.join(folder, 'target');
  await writeFile(target, 'GET linked\n');
  const link = path.join(folder, 'link');
  await symlink(target, link);
  for (const chosen of [link, '/dev/null', path.join(folder, 'no/such/folder')]) {
    const host = { ...world.host, environment: () => chosen };
    const history = await HistoryFile.open({ ...world, host });
    assert.deepEqual(history.lines, [], chosen);
    history.add('GET a');
    history.close();
  }
  assert.equal(await readFile(target, 'utf8'), 'GET linked\n');
});
