import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { fromLatin1, toUtf8 } from '../base/bytes.ts';
import { failed } from '../ports/failure.ts';
import { readSecret, type SecretWorld } from './read-secret.ts';

const UID = 1000;
const SECRET = 'a-long-and-secret-password';

class World implements SecretWorld {
  readonly disk = new SimulatedDisk(UID);
  readonly variables: Record<string, string> = {};
  readonly host = { environment: (name: string): string | undefined => this.variables[name] };

  resolve(path: string): string {
    return path.startsWith('/') ? path : `/data/${path}`;
  }
}

async function secretOf(source: string, world: SecretWorld): Promise<string> {
  const read = await readSecret(source, world);
  return read.ok ? toUtf8(read.value.bytes) : `refused: ${read.failure.message}`;
}

test('one line break at the end belongs to the file and not to the password', async () => {
  const world = new World();
  for (const [text, password] of [
    [SECRET, SECRET],
    [`${SECRET}\n`, SECRET],
    [`${SECRET}\r\n`, SECRET],
    [` ${SECRET} \n`, ` ${SECRET} `],
    [`${SECRET}\r`, `${SECRET}\r`],
    ['pässwörter', 'pässwörter'],
  ] as const) {
    world.disk.put('/data/pw', text);
    assert.equal(await secretOf('file:pw', world), password);
  }
});

test('variables and credentials hold passwords like files', async () => {
  const world = new World();
  world.variables['APP_PW'] = `${SECRET}\n`;
  world.variables['CREDENTIALS_DIRECTORY'] = '/run/credentials/casemate.service';
  world.disk.put('/run/credentials/casemate.service/app', SECRET);
  assert.equal(await secretOf('env:APP_PW', world), SECRET);
  assert.equal(await secretOf('credential:app', world), SECRET);
});

test('what is wrong is told with its remedy, and never with what was read', async () => {
  const world = new World();
  const put = (path: string, text: string): void => {
    world.disk.put(path, text);
  };
  put('/data/empty', '');
  put('/data/blank', '\n');
  put('/data/lines', `${SECRET}\n${SECRET}\n`);
  put('/data/nul', `${SECRET}\0`);
  put('/data/big', SECRET.repeat(200));
  put('/data/shared', SECRET);
  await world.disk.chmod('/data/shared', 0o646);
  await world.disk.makeDirectory('/data', 0o700);
  world.variables['EMPTY'] = '';
  for (const [source, why] of [
    ['file:missing', /\/data\/missing.*Fix: write the password into \/data\/missing/],
    ['file:empty', /\/data\/empty is empty. Fix:/],
    ['file:blank', /is empty/],
    ['file:lines', /more than one line. Fix: leave only the password/],
    ['file:nul', /more than one line/],
    ['file:big', /more than the 4096 bytes/],
    ['file:shared', /others may write \/data\/shared. Fix: chmod o-w \/data\/shared/],
    ['file:/data', /\/data is no regular file/],
    ['env:NONE', /the environment has no NONE. Fix:/],
    ['env:EMPTY', /EMPTY is empty/],
    ['credential:app', /CREDENTIALS_DIRECTORY is not set. Fix: .*LoadCredential=app:/],
    ['nonsense', /names no file/],
  ] as const) {
    const told = await secretOf(source, world);
    assert.match(told, why, source);
    assert.ok(told.startsWith('refused: ') && !told.includes(SECRET), told);
  }
});

test('a file that vanishes between look and read is looked for again, once', async () => {
  const world = new World();
  world.disk.put('/data/pw', SECRET);
  let gone = 1;
  const read = world.disk.readOwnFile.bind(world.disk);
  world.disk.readOwnFile = async (path) => {
    if (gone-- > 0) return failed('ENOENT', 'swapped away');
    return await read(path);
  };
  assert.equal(await secretOf('file:pw', world), SECRET);
  gone = 2;
  assert.match(await secretOf('file:pw', world), /swapped away/);
});

test('mode and owner come along for those who judge them', async () => {
  const world = new World();
  world.disk.put('/data/pw', SECRET);
  await world.disk.chmod('/data/pw', 0o644);
  const read = await readSecret('file:pw', world);
  assert.deepEqual(read.ok && read.value.file, { path: '/data/pw', mode: 0o644, uid: UID });
  assert.deepEqual(read.ok && read.value.bytes, fromLatin1(SECRET));
});
