import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failed, success } from '../ports/failure.ts';
import { type DirectoryHost, resolveDataDirectory } from './data-directory.ts';

/** The directory of a start where only these are in use. */
async function found(
  host: DirectoryHost,
  chosen: string | undefined,
  inUse: readonly string[] = [],
): Promise<string> {
  const file = { kind: 'file', mode: 0o600, uid: 0, gid: 0, sizeBytes: 0 } as const;
  const stat = (path: string) =>
    Promise.resolve(
      inUse.some((directory) => path === `${directory}/casemate.conf`)
        ? success({ ...file, modifiedMs: 0, inode: 1 })
        : failed('ENOENT', path),
    );
  return await resolveDataDirectory({ host, disk: { stat } }, chosen);
}

function hostOf(
  variables: Readonly<Record<string, string>> = {},
  more: Partial<DirectoryHost> = {},
): DirectoryHost {
  return {
    environment: (name) => variables[name],
    homeDirectory: '/home/ann',
    isSystemService: false,
    platform: 'linux',
    workingDirectory: '/work',
    ...more,
  };
}

test('the directory that was asked for wins, then $CASEMATE_HOME, then the platform’s place', async () => {
  const variables = { CASEMATE_HOME: '/srv/c', XDG_DATA_HOME: '/home/ann/data' };
  assert.equal(await found(hostOf(variables), '/asked'), '/asked');
  assert.equal(await found(hostOf(variables), undefined), '/srv/c');
  assert.equal(
    await found(hostOf({ XDG_DATA_HOME: '/home/ann/data' }), undefined),
    '/home/ann/data/casemate',
  );
  assert.equal(await found(hostOf(), undefined), '/home/ann/.local/share/casemate');
  assert.equal(
    await found(hostOf({}, { platform: 'darwin' }), undefined),
    '/home/ann/Library/Application Support/casemate',
  );
});

test('an empty word is as good as none', async () => {
  assert.equal(
    await found(hostOf({ CASEMATE_HOME: '', XDG_DATA_HOME: '' }), ''),
    '/home/ann/.local/share/casemate',
  );
});

test('a relative directory begins where the program was started, and a slash at the end is dropped', async () => {
  assert.equal(await found(hostOf(), './data/'), '/work/data');
  assert.equal(await found(hostOf(), 'data'), '/work/data');
});

test('a service of the system keeps its data under /var/lib, or where systemd says', async () => {
  assert.equal(await found(hostOf({}, { isSystemService: true }), undefined), '/var/lib/casemate');
  assert.equal(
    await found(hostOf({ STATE_DIRECTORY: '/var/lib/mine:/var/lib/other' }), undefined),
    '/var/lib/mine',
  );
});

test('a service finds the directory of an earlier start by hand before it makes one of its own', async () => {
  const service = hostOf({}, { isSystemService: true });
  const own = '/home/ann/.local/share/casemate';
  assert.equal(await found(service, undefined, [own]), own);
  assert.equal(await found(service, undefined, [own, '/var/lib/casemate']), '/var/lib/casemate');
  const managed = hostOf({ STATE_DIRECTORY: '/var/lib/mine' }, { isSystemService: true });
  assert.equal(await found(managed, undefined, [own]), '/var/lib/mine');
});
