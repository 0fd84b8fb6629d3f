import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionLine } from './version-line.ts';

test('the line has the fields of redis-server --version, in their order', () => {
  assert.match(
    versionLine('1.2.3'),
    /^Redis server v=7\.2\.\d+ sha=[0-9a-f]{8}:\d malloc=\S+ bits=64 build=casemate-1\.2\.3$/,
  );
});
