import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DirectoryHost, resolveDataDirectory } from './data-directory.ts';

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

test('the directory that was asked for wins, then $CASEMATE_HOME, then the platform’s place', () => {
  const variables = { CASEMATE_HOME: '/srv/c', XDG_DATA_HOME: '/home/ann/data' };
  assert.equal(resolveDataDirectory(hostOf(variables), '/asked'), '/asked');
  assert.equal(resolveDataDirectory(hostOf(variables), undefined), '/srv/c');
  assert.equal(
    resolveDataDirectory(hostOf({ XDG_DATA_HOME: '/home/ann/data' }), undefined),
    '/home/ann/data/casemate',
  );
  assert.equal(resolveDataDirectory(hostOf(), undefined), '/home/ann/.local/share/casemate');
  assert.equal(
    resolveDataDirectory(hostOf({}, { platform: 'darwin' }), undefined),
    '/home/ann/Library/Application Support/casemate',
  );
});

test('an empty word is as good as none', () => {
  assert.equal(
    resolveDataDirectory(hostOf({ CASEMATE_HOME: '', XDG_DATA_HOME: '' }), ''),
    '/home/ann/.local/share/casemate',
  );
});

test('a relative directory begins where the program was started, and a slash at the end is dropped', () => {
  assert.equal(resolveDataDirectory(hostOf(), './data/'), '/work/data');
  assert.equal(resolveDataDirectory(hostOf(), 'data'), '/work/data');
});

test('a service of the system keeps its data under /var/lib, or where systemd says', () => {
  assert.equal(
    resolveDataDirectory(hostOf({}, { isSystemService: true }), undefined),
    '/var/lib/casemate',
  );
  assert.equal(
    resolveDataDirectory(hostOf({ STATE_DIRECTORY: '/var/lib/mine:/var/lib/other' }), undefined),
    '/var/lib/mine',
  );
});
