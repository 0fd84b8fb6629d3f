import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { Program } from '../support/program.ts';

const NAME = 'later parts';

/** What the guides switch on that isn't there yet, and the name that the refusal has to hold. */
const LINES = [
  ['appendonly yes', /appendonly is not available yet.*no write would reach the disk/],
  ['replicaof 10.10.10.1 6379', /replicaof is not available yet.*nothing would be copied/],
  ['slaveof 10.10.10.1 6379', /not available yet.*nothing would be copied/],
  ['cluster-enabled yes', /cluster-enabled is not supported/],
  ['loadmodule /usr/lib/redis/security.so', /loadmodule is refused/],
] as const;

for (const [line, why] of LINES) {
  test(`${NAME}: "${line}" is refused by name, so that nobody relies on it (guides 0 §2.1 §9 §13.1, 2 §3)`, async (context) => {
    const { program } = await startDropIn(context, [line]);
    assert.deepEqual(await program.end(), { code: 1, signal: null });
    assert.match(program.stderr, why);
    assert.doesNotMatch(program.stdout, /Ready to accept/);
  });
}

test(`${NAME}: snapshots, logs and replicas that are asked for while it runs are errors and not silence (guides 0 §9.3, 2 §3)`, async (context) => {
  const { program, client } = await startDropIn(context, [
    'requirepass MasterSecret123',
    'masterauth MasterSecret123',
  ]);
  await program.ready();
  assert.match(program.output, /WARNING: masterauth has no effect: There is no replication yet/);
  const owner = await client();
  for (const line of ['REPLICAOF 127.0.0.1 1', 'SYNC', 'PSYNC ? -1'])
    await assert.rejects(
      owner.call(...line.split(' ')),
      /NOAUTH|ERR unknown command/,
      'a stranger',
    );
  await owner.call('AUTH', 'MasterSecret123');
  for (const line of ['SAVE', 'BGSAVE', 'BGREWRITEAOF'])
    await assert.rejects(owner.call(...line.split(' ')), /Nothing was saved/, line);
  await assert.rejects(owner.call('REPLICAOF', '127.0.0.1', '1'), /cannot follow another server/);
  await assert.rejects(owner.call('CLUSTER', 'MEET', '127.0.0.1', '1'), /cluster support disabled/);
  await assert.rejects(owner.call('CONFIG', 'SET', 'appendonly', 'yes'), /not available yet/);
});

test(`${NAME}: a Sentinel's configuration is refused with what can watch it instead (guide 0 §8.2 §9.1)`, async (context) => {
  const program = Program.start(context, { args: ['-', '--sentinel'], standardInput: 'port 0\n' });
  assert.equal((await program.end()).code, 1);
  assert.match(program.stderr, /does not run as a Sentinel; real Sentinels can monitor it/);
});
