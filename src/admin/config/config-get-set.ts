import type { Arguments } from '../../base/arguments.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ConfigPair, ConfigSetError } from '../../config/live-config.ts';
import { ServerState } from '../../engine/server-state.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Reply } from '../../resp/reply.ts';
import type { ServerServices } from '../services.ts';

/** Patterns searched in one turn: each is compared with hundreds of names. */
const SLICE_PATTERNS = 32;

/** CONFIG GET. */
export function configGet(services: ServerServices): Command {
  return defineCommand({
    name: 'GET',
    arity: -3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2, 3, 4, 5],
    docs: {
      group: 'server',
      since: '2.0.0',
      summary: 'Shows the directives that match the patterns.',
      complexity: 'O(N) when N is the number of configuration parameters provided',
      arguments: [{ name: 'parameter', type: 'string', flags: ['multiple'] }],
    },
    run(call) {
      const { args } = call;
      const { liveConfig, clock } = services;
      const patterns: Uint8Array[] = [];
      for (let word = 2; word < args.count; word++) patterns.push(args.copy(word));
      if (patterns.length <= SLICE_PATTERNS) {
        writePairs(call.reply, liveConfig.get(patterns));
        return;
      }
      const search = liveConfig.search();
      call.defer(
        new Promise((resolve) => {
          const from = (first: number): void => {
            const next = first + SLICE_PATTERNS;
            for (const pattern of patterns.slice(first, next)) search.add(pattern);
            if (next < patterns.length)
              clock.soon(() => {
                from(next);
              });
            else resolve((reply) => writePairs(reply, liveConfig.found(search)));
          };
          from(0);
        }),
      );
    },
  });
}

function writePairs(reply: Reply, pairs: readonly ConfigPair[]): void {
  reply.map(pairs.length);
  for (const { name, value } of pairs) {
    reply.bulkBytes(name);
    reply.bulkBytes(value);
  }
}

/** CONFIG SET: all pairs or none. */
export function configSet(services: ServerServices): Command {
  return defineCommand({
    name: 'SET',
    arity: -4,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2, 4, 6, 8],
    docs: {
      group: 'server',
      since: '2.0.0',
      summary: 'Changes directives, all of them or none.',
      complexity: 'O(N) when N is the number of configuration parameters provided',
      arguments: [
        {
          name: 'data',
          type: 'block',
          flags: ['multiple'],
          arguments: [
            { name: 'parameter', type: 'string' },
            { name: 'value', type: 'string' },
          ],
        },
      ],
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    secret: (args, word) => isSecretWord(services, args, word),
    run(call) {
      const { engine, liveConfig } = services;
      const outcome = liveConfig.set(readPairs(call), {
        isLocal: sessionOf(call).link.isLocal,
        isLoading: (engine.state & ServerState.loading) !== 0,
      });
      if (outcome instanceof Promise) {
        call.defer(outcome.then((error) => (reply) => answer(reply, error)));
      } else answer(call.reply, outcome);
    },
  });
}

/** The value of a secret directive, and what may be one: of a name that nobody knows, or where a word is missing. */
function isSecretWord({ liveConfig }: ServerServices, args: Arguments, word: number): boolean {
  if (word === 2) return false;
  if (args.count % 2 !== 0) return true;
  if (word % 2 === 0) return false;
  const name = args.view(word - 1);
  return liveConfig.isSecret(name) || !liveConfig.knows(name);
}

function readPairs({ args }: Call): readonly ConfigPair[] {
  if (args.count % 2 !== 0) throw Errors.syntax;
  const pairs: ConfigPair[] = [];
  for (let word = 2; word < args.count; word += 2) {
    pairs.push({ name: args.copy(word), value: args.copy(word + 1) });
  }
  return pairs;
}

function answer(reply: Reply, error: ConfigSetError | undefined): void {
  if (error === undefined) reply.ok();
  else reply.error(`${error.code} ${error.message}`);
}
