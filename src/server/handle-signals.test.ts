import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignalName } from '../ports/process.ts';
import { handleSignals, type SignalHandlers } from './handle-signals.ts';

interface Stand extends SignalHandlers {
  readonly events: string[];
  readonly send: (name: SignalName) => void;
}

function stand(): Stand {
  const events: string[] = [];
  const handlers = new Map<SignalName, () => void>();
  const taken = handleSignals(
    {
      onSignal: (name, run) => {
        handlers.set(name, run);
        return () => handlers.delete(name);
      },
      exit: (code) => {
        events.push(`exit ${code}`);
      },
    },
    {
      stop: (name) => events.push(`stop ${name}`),
      reload: () => events.push('reload'),
    },
  );
  const send = (name: SignalName): void => {
    const handler = handlers.get(name);
    assert.ok(handler !== undefined, `${name} would kill the process`);
    handler();
  };
  return { ...taken, events, send };
}

test('handleSignals: a server that runs is stopped and told to read its files again', () => {
  const { events, send, started } = stand();
  started();
  send('SIGHUP');
  send('SIGTERM');
  send('SIGINT');
  assert.deepEqual(events, ['reload', 'stop SIGTERM', 'stop SIGINT']);
});

test('handleSignals: while the server starts SIGHUP does nothing, and the end waits', () => {
  const { events, send, started } = stand();
  send('SIGHUP');
  send('SIGINT');
  assert.deepEqual(events, []);
  started();
  assert.deepEqual(events, ['stop SIGINT']);
});

test('handleSignals: whoever asks twice does not wait for the start', () => {
  const { events, send } = stand();
  send('SIGINT');
  send('SIGTERM');
  assert.deepEqual(events, ['exit 1']);
});

test('handleSignals: nothing is taken any more once it is released', () => {
  const { release, send } = stand();
  release();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    assert.throws(() => {
      send(name);
    }, /would kill/);
});
