import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../settings/settings.ts';
import { decodeText, encodeText } from './byte-text.ts';
import { type ConfigCaller, isActionAllowed, LiveConfig, type SetOutcome } from './live-config.ts';

const REMOTE: ConfigCaller = { isLocal: false, isLoading: false };
const LOCAL: ConfigCaller = { isLocal: true, isLoading: false };

function set(live: LiveConfig, words: readonly string[], caller = REMOTE): SetOutcome {
  const pairs = [];
  for (let at = 0; at < words.length; at += 2) {
    pairs.push({ name: encodeText(words[at] ?? ''), value: encodeText(words[at + 1] ?? '') });
  }
  return live.set(pairs, caller);
}

function message(outcome: SetOutcome): string {
  assert.ok(outcome !== undefined && 'message' in outcome);
  return outcome.message;
}

function get(live: LiveConfig, ...patterns: string[]): string[] {
  return live
    .get(patterns.map(encodeText))
    .flatMap(({ name, value }) => [decodeText(name), decodeText(value)]);
}

test('CONFIG GET answers each name once, as it was asked for', () => {
  const live = new LiveConfig(new Settings());
  assert.deepEqual(get(live, 'MaxMemory', 'maxmemory', 'nothing'), ['MaxMemory', '0']);
  assert.deepEqual(get(live, 'maxmemory', 'MAXMEMORY-S*', '*memory-samples'), [
    'maxmemory',
    '0',
    'maxmemory-samples',
    '5',
  ]);
  assert.deepEqual(get(live, '*slave-pri*', 'replica-priority'), [
    'slave-priority',
    '100',
    'replica-priority',
    '100',
  ]);
});

test('hidden directives are shown by their exact name only', () => {
  const live = new LiveConfig(new Settings());
  assert.deepEqual(get(live, 'watchdog-period'), ['watchdog-period', '0']);
  assert.deepEqual(get(live, 'watchdog-*'), []);
});

test('CONFIG SET sets all pairs or none', () => {
  const live = new LiveConfig(new Settings());
  assert.equal(set(live, ['maxmemory', '1mb', 'hz', '1000', 'save', '900 1 60 5']), undefined);
  assert.deepEqual(get(live, 'maxmemory', 'hz', 'save'), [
    'maxmemory',
    '1048576',
    'hz',
    '500',
    'save',
    '900 1 60 5',
  ]);
  assert.equal(
    message(set(live, ['maxmemory', '2mb', 'timeout', 'x'])),
    "CONFIG SET failed (possibly related to argument 'timeout') - argument couldn't be parsed into an integer",
  );
  assert.deepEqual(get(live, 'maxmemory', 'timeout'), ['maxmemory', '1048576', 'timeout', '0']);
});

test('values with spaces are cut at every space, and an empty one has no words', () => {
  const live = new LiveConfig(new Settings());
  assert.match(message(set(live, ['save', '900  1'])), /Invalid save parameters$/);
  assert.equal(set(live, ['save', '', 'bind', '']), undefined);
  assert.deepEqual(get(live, 'save', 'bind'), ['save', '', 'bind', '']);
  assert.equal(set(live, ['client-output-buffer-limit', 'slave 1mb 0 0']), undefined);
  assert.match(get(live, 'client-output-buffer-limit')[1] ?? '', /slave 1048576 0 0/);
});

test('immutable, protected, unknown and repeated names are refused in their order', () => {
  const live = new LiveConfig(new Settings());
  const failed = (name: string, why: string): string =>
    `CONFIG SET failed (possibly related to argument '${name}') - ${why}`;
  assert.equal(
    message(set(live, ['Databases', '3'])),
    failed('Databases', "can't set immutable config"),
  );
  assert.equal(
    message(set(live, ['dbfilename', 'x'])),
    failed('dbfilename', "can't set protected config"),
  );
  assert.equal(message(set(live, ['hz', '1', 'HZ', '2'])), failed('HZ', 'duplicate parameter'));
  assert.equal(
    message(set(live, ['nope', '1', 'databases', '2'])),
    "Unknown option or number of arguments for CONFIG SET - 'nope'",
  );
  assert.equal(
    message(set(live, ['databases', '2', 'nope', '1'])),
    failed('databases', "can't set immutable config"),
  );
  assert.equal(set(live, ['slave-priority', '1', 'replica-priority', '2']), undefined);
});

test('protected directives open to those whom enable-protected-configs names', () => {
  const live = new LiveConfig(new Settings());
  live.settings.security.enableProtectedConfigs = 'local';
  assert.match(message(set(live, ['dbfilename', 'x'])), /protected config/);
  assert.equal(set(live, ['dbfilename', 'x'], LOCAL), undefined);
  live.settings.security.enableProtectedConfigs = 'yes';
  assert.equal(set(live, ['dbfilename', 'y']), undefined);
  assert.deepEqual(
    [isActionAllowed('no', LOCAL), isActionAllowed('local', LOCAL), isActionAllowed('yes', REMOTE)],
    [false, true, true],
  );
});

test('while data is loaded some directives answer LOADING', () => {
  const outcome = set(new LiveConfig(new Settings()), ['appendonly', 'no'], {
    isLocal: true,
    isLoading: true,
  });
  assert.ok(outcome !== undefined && 'code' in outcome);
  assert.equal(outcome.code, 'LOADING');
});

test('a hook sees the new values on a copy, and its refusal changes nothing', () => {
  const live = new LiveConfig(new Settings());
  const seen: string[] = [];
  live.onChange(['port', 'bind'], {
    prepare: ({ before, next, names }) => {
      seen.push(
        `${before.listen.port} ${next.listen.port} ${live.settings.listen.port} ${[...names].join(',')}`,
      );
      return next.listen.port === 1
        ? 'Unable to listen on this port. Check server logs.'
        : undefined;
    },
    commit: () => seen.push(`live ${live.settings.listen.port}`),
  });
  assert.equal(
    message(set(live, ['maxmemory', '5', 'port', '1'])),
    "CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this port. Check server logs.",
  );
  assert.deepEqual(get(live, 'port', 'maxmemory'), ['port', '6379', 'maxmemory', '0']);
  assert.equal(set(live, ['port', '2', 'bind', '127.0.0.1']), undefined);
  assert.deepEqual(seen, ['6379 1 6379 maxmemory,port', '6379 2 6379 port,bind', 'live 2']);
});

test('hooks run for what changes, and for files that may have changed behind their name', () => {
  const live = new LiveConfig(new Settings());
  let runs = 0;
  const hook = { prepare: () => ((runs += 1), undefined) };
  live.onChange(['maxclients', 'tls-cert-file'], hook);
  assert.equal(set(live, ['maxclients', '10000']), undefined);
  assert.equal(runs, 0);
  assert.equal(set(live, ['tls-cert-file', '']), undefined);
  assert.equal(runs, 1);
});

test('asynchronous hooks make the change asynchronous, and the next change waits for it', async () => {
  const live = new LiveConfig(new Settings());
  const steps: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  live.onChange(['port'], {
    prepare: async ({ next }) => {
      steps.push(`prepare ${next.listen.port}`);
      await gate;
      return undefined;
    },
    commit: ({ next }) => steps.push(`commit ${next.listen.port}`),
  });
  const first = set(live, ['port', '1']);
  const second = set(live, ['hz', '20']);
  const third = set(live, ['port', '3']);
  assert.ok(first instanceof Promise && second instanceof Promise && third instanceof Promise);
  assert.deepEqual(get(live, 'port', 'hz'), ['port', '6379', 'hz', '10']);
  release();
  assert.deepEqual(await Promise.all([first, second, third]), [undefined, undefined, undefined]);
  assert.deepEqual(steps, ['prepare 1', 'commit 1', 'prepare 3', 'commit 3']);
  assert.equal(set(live, ['hz', '30']), undefined, 'synchronous again');
});

test('when a later hook refuses, those that prepared roll back, the last first', async () => {
  const live = new LiveConfig(new Settings());
  const steps: string[] = [];
  const hook = (name: string, answer: string | undefined) => ({
    prepare: () => Promise.resolve(answer),
    commit: () => steps.push(`commit ${name}`),
    rollback: () => {
      steps.push(`rollback ${name}`);
    },
  });
  live.onChange(['port'], hook('a', undefined));
  live.onChange(['tls-port'], hook('b', undefined));
  live.onChange(['timeout'], hook('c', 'no'));
  const outcome = await set(live, ['port', '1', 'tls-port', '2', 'timeout', '3']);
  assert.match(message(outcome), /'timeout'\) - no$/);
  assert.deepEqual(steps, ['rollback b', 'rollback a']);
  assert.deepEqual(get(live, 'port'), ['port', '6379']);
});

test('secrets are known by every name, and values by any case', () => {
  const live = new LiveConfig(new Settings());
  assert.ok(live.isSecret(encodeText('RequirePass')) && live.isSecret(encodeText('primaryauth')));
  assert.ok(!live.isSecret(encodeText('port')));
  assert.equal(live.valueOf('Port'), '6379');
  assert.equal(live.valueOf('nope'), undefined);
  assert.throws(() => live.onChange(['nope'], {}));
});
