import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShutdownOptions } from '../admin/services.ts';
import type { ShutdownFlag } from '../settings/process-settings.ts';
import { stopOnSignal } from './stop-on-signal.ts';

async function send(
  flags: readonly ShutdownFlag[],
  refusal?: Error,
): Promise<{ asked: readonly ShutdownOptions[]; lines: readonly string[] }> {
  const asked: ShutdownOptions[] = [];
  const lines: string[] = [];
  await stopOnSignal('SIGTERM', flags, {
    server: {
      shutdown: (options) => {
        asked.push(options);
        return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
      },
    },
    log: { line: (level, text) => lines.push(`${level} ${text}`) },
  });
  return { asked, lines };
}

const RECEIVED = 'warning Received SIGTERM scheduling shutdown...';

test('a signal shuts down with the words that its directive holds', async () => {
  const cases: readonly (readonly [readonly ShutdownFlag[], ShutdownOptions])[] = [
    [[], { save: 'default', now: false, force: false }],
    [['nosave'], { save: 'nosave', now: false, force: false }],
    [['save'], { save: 'save', now: false, force: false }],
    [['now'], { save: 'default', now: true, force: false }],
    [['nosave', 'now', 'force'], { save: 'nosave', now: true, force: true }],
  ];
  for (const [flags, options] of cases)
    assert.deepEqual(await send(flags), { asked: [options], lines: [RECEIVED] });
});

test('a forced save ends the server and the log says that nothing was saved', async () => {
  const { asked, lines } = await send(['save', 'force']);
  assert.deepEqual(asked, [{ save: 'save', now: false, force: true }]);
  assert.match(lines[1] ?? '', /^warning Nothing is saved/);
});

test('a refused shutdown is told in the log and rejects nothing', async () => {
  const { lines } = await send(['save'], new Error('No files.'));
  assert.deepEqual(lines, [
    RECEIVED,
    'warning SIGTERM does not end the server, because shutdown-on-sigterm asks to save. No files.',
  ]);
});
