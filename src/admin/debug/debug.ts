import { Glob } from '../../base/glob.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';
import { debugHtstats, debugObject, debugPopulate, readTextLength } from './debug-data.ts';
import { dataDigest, valueDigest } from './debug-digest.ts';
import { debugProtocol } from './debug-protocol.ts';
import { debugSnapshotWalk } from './debug-snapshot.ts';

const NOTHING_TO_LOAD = new CommandError(
  'ERR Nothing can be reloaded: this version of Casemate keeps its data in memory only',
);

/** One subcommand: how many words it takes, and what it does. */
interface Subcommand {
  readonly least: number;
  readonly most?: number;
  run(services: ServerServices, call: Call): void;
}

/**
 * The subcommands that test suites use. Those that adjust what Casemate does otherwise (quicklists, reply buffers) are
 * accepted, since what they are called for needs no adjusting here.
 */
const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  'change-repl-id': { least: 2, run: accept },
  'dict-resizing': { least: 3, run: accept },
  'config-rewrite-force-all': { least: 2, run: rewriteConfig },
  digest: { least: 2, run: digest },
  'digest-value': { least: 3, most: Infinity, run: digestValues },
  error: { least: 3, run: (_services, { args, reply }) => reply.error(args.latin1(2)) },
  help: { least: 2, run: (_services, call) => help(call) },
  htstats: { least: 3, most: 4, run: (_services, call) => debugHtstats(call) },
  loadaof: { least: 2, run: refuseToLoad },
  log: { least: 3, run: log },
  object: { least: 3, most: 4, run: debugObject },
  'pause-cron': { least: 3, run: accept },
  populate: { least: 3, most: 5, run: (_services, call) => debugPopulate(call) },
  protocol: { least: 3, run: (_services, call) => debugProtocol(call) },
  'quicklist-packed-threshold': { least: 3, run: accept },
  reload: { least: 2, most: Infinity, run: refuseToLoad },
  replybuffer: { least: 4, run: accept },
  'set-active-expire': { least: 3, run: setActiveExpire },
  'set-disable-deny-scripts': { least: 3, run: accept },
  'set-skip-checksum-validation': { least: 3, run: accept },
  sleep: { least: 3, run: sleep },
  'snapshot-walk': { least: 2, run: debugSnapshotWalk },
  'stringmatch-len': { least: 4, run: matchString },
};

/** DEBUG: shut unless `enable-debug-command` opens it. */
export function debug(services: ServerServices): Command {
  return defineCommand({
    name: 'DEBUG',
    arity: -2,
    flags: ['admin', 'noscript', 'loading', 'stale', 'protected'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Helps to test the server.',
      complexity: 'Depends on subcommand.',
      flags: ['syscmd'],
    },
    run(call) {
      const name = call.args.latin1(1);
      const subcommand = Object.hasOwn(SUBCOMMANDS, name.toLowerCase())
        ? SUBCOMMANDS[name.toLowerCase()]
        : undefined;
      const most = subcommand?.most ?? subcommand?.least ?? 0;
      if (subcommand === undefined || call.count < subcommand.least || call.count > most) {
        throw new CommandError(
          `ERR unknown subcommand or wrong number of arguments for '${name.slice(0, 128)}'. Try DEBUG HELP.`,
        );
      }
      subcommand.run(services, call);
    },
  });
}

function accept(_services: ServerServices, { reply }: Call): void {
  reply.ok();
}

function refuseToLoad(): never {
  throw NOTHING_TO_LOAD;
}

function digest({ engine, users }: ServerServices, { reply }: Call): void {
  reply.simple(dataDigest(engine.databases, users.context.crypto));
}

function digestValues({ users }: ServerServices, { args, db, reply }: Call): void {
  reply.array(args.count - 2);
  for (let word = 2; word < args.count; word++) {
    reply.simple(valueDigest(db, db.peek(args, word), users.context.crypto));
  }
}

function rewriteConfig(services: ServerServices, call: Call): void {
  call.defer(
    services.rewriteConfig().then((problem) => (reply) => {
      if (problem === undefined) reply.ok();
      else reply.error(`ERR ${problem}`);
    }),
  );
}

function log({ engine }: ServerServices, { args, reply }: Call): void {
  engine.log.line('warning', `DEBUG LOG: ${args.latin1(2)}`);
  reply.ok();
}

function setActiveExpire({ expiryCycle }: ServerServices, call: Call): void {
  expiryCycle.active = !call.is(2, '0');
  call.reply.ok();
}

/** Stops the whole server for so many seconds, which is what it is for. */
function sleep(_services: ServerServices, { args, reply }: Call): void {
  const seconds = Number.parseFloat(args.latin1(2));
  if (seconds > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
  }
  reply.ok();
}

function matchString(_services: ServerServices, call: Call): void {
  const text = new Uint8Array(Math.max(readTextLength(call, 2), 0)).fill(0x61);
  const isMatch = new Glob(call.args.copy(3)).matches(text, 0, text.length);
  call.reply.integer(isMatch ? 1 : 0);
}

const HELP_LINES: readonly string[] = [
  'DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
  'DIGEST',
  '    Tell something that only equal data has.',
  'DIGEST-VALUE <key> [<key> ...]',
  '    The same of single values.',
  'ERROR <text>',
  '    Answer with this error.',
  'HTSTATS <database>',
  '    Tell how the index of a database is filled.',
  'LOG <text>',
  '    Write a line into the log.',
  'OBJECT <key>',
  '    Tell how a value is kept.',
  'POPULATE <count> [<prefix>] [<size>]',
  '    Make keys.',
  'PROTOCOL <type>',
  '    Answer with a sample of this type of reply.',
  'SET-ACTIVE-EXPIRE (0|1)',
  '    Let expired keys stay until they are asked for, or not.',
  'SLEEP <seconds>',
  '    Stop the server for so long.',
  'STRINGMATCH-LEN <length> <pattern>',
  '    Match a pattern with a text of this length.',
  'HELP',
  '    Print this help.',
];

function help({ reply }: Call): void {
  reply.array(HELP_LINES.length);
  for (const line of HELP_LINES) reply.simple(line);
}
