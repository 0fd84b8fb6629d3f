import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScryptHash, SCRYPT_COST } from '../../access/scrypt-hash.ts';
import { fromLatin1, fromUtf8 } from '../../base/bytes.ts';
import { NodeCrypto } from '../../platform/node-crypto.ts';
import { aclProgram } from './acl-command.ts';
import type { AclWorld } from './acl-world.ts';

const PASSWORD = 'ein langes Paßwort';
const crypto = new NodeCrypto();

interface Given {
  readonly typed?: readonly string[];
  readonly piped?: Uint8Array;
}

/** What `casemate acl` prints for these words. */
async function run(words: readonly string[], { typed = [], piped }: Given): Promise<string> {
  let printed = '';
  const left = [...typed];
  const world: AclWorld = {
    crypto,
    entropy: { fill: (into) => void into.fill(9) },
    inputIsTerminal: piped === undefined,
    readSecret: () => Promise.resolve(left.shift()),
    readInput: () => Promise.resolve(piped ?? new Uint8Array()),
    print: (text) => {
      printed += text;
    },
  };
  await aclProgram(world).parseAsync([...words], { from: 'user' });
  return printed;
}

test('the hash is that of the password, typed twice or piped with a line end', async () => {
  for (const given of [
    { typed: [PASSWORD, PASSWORD] },
    { piped: fromUtf8(PASSWORD) },
    { piped: fromUtf8(`${PASSWORD}\n`) },
    { piped: fromUtf8(`${PASSWORD}\r\n`) },
  ]) {
    const printed = await run(['hash'], given);
    assert.ok(printed.endsWith('\n'));
    const parsed = parseScryptHash(printed.trimEnd());
    assert.ok(parsed !== undefined);
    const expected = await crypto.scrypt(fromUtf8(PASSWORD), parsed.salt, SCRYPT_COST);
    assert.deepEqual(parsed.hash, expected);
    assert.deepEqual(parsed.cost, SCRYPT_COST);
  }
});

test('machines read it from an object', async () => {
  const printed = await run(['hash', '--json'], { piped: fromUtf8(PASSWORD) });
  const parsed = JSON.parse(printed) as { readonly rule: string };
  assert.deepEqual(Object.keys(parsed), ['rule']);
  assert.ok(parseScryptHash(parsed.rule) !== undefined);
});

test('weak, mistyped and missing passwords give no hash, and are not repeated', async () => {
  for (const [given, why] of [
    [{ typed: [PASSWORD, 'another one'] }, /not the same/],
    [{ typed: [] }, /No password/],
    [{ typed: [PASSWORD] }, /No password/],
    [{ piped: fromLatin1('foobared\n') }, /published/],
    [{ piped: fromLatin1('') }, /less than 12 characters/],
    [{ piped: fromLatin1('two lines\nof a password\n') }, /more than one line/],
  ] as const) {
    await assert.rejects(run(['hash'], given), (error: Error) => {
      assert.match(error.message, why);
      assert.ok(!error.message.includes('foobared') && !error.message.includes(PASSWORD));
      return true;
    });
  }
});
