import { CommanderError } from 'commander';
import { failed, type Outcome, success } from '../../ports/failure.ts';
import { type ClientFlags, describeFlags } from './option-flags.ts';
import type { OutputFormat } from './output/output-style.ts';

/** What the client is started for: commands of the caller's, or one of its own tools. */
export type ClientMode =
  | 'commands'
  | 'pipe'
  | 'scan'
  | 'stat'
  | 'bigkeys'
  | 'memkeys'
  | 'hotkeys'
  | 'latency'
  | 'latency-history'
  | 'latency-dist';

/** Which argument of the command comes from standard input: the one behind the last, or the one that is this word. */
export type InputWord = { readonly at: 'end' } | { readonly at: 'tag'; readonly tag: string };

/** The command line of `casemate cli`, as it was written. */
export interface ClientOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly user?: string;
  readonly password?: string;
  readonly asksPassword: boolean;
  readonly warnsOfPassword: boolean;
  readonly database?: number;
  readonly dataDirectory?: string;
  readonly tls: boolean;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure: boolean;
  readonly protocol: 2 | 3;
  /** Absent: readable on a terminal, raw into a pipe. */
  readonly format?: OutputFormat;
  readonly itemDelimiter?: string;
  readonly replyDelimiter?: string;
  /** Absent: on a terminal only. */
  readonly showsPushes?: boolean;
  readonly failsOnError: boolean;
  /** How often the command is run; Infinity for -1. */
  readonly repeat: number;
  readonly intervalMs?: number;
  readonly inputWord?: InputWord;
  readonly mode: ClientMode;
  readonly pipeTimeoutMs: number;
  /** Of --scan and the tools that look at every key. */
  readonly pattern?: Uint8Array;
  readonly count?: number;
  readonly type?: string;
  readonly samples?: number;
  /** The words of the command are written as in a quoted string. */
  readonly quotedInput: boolean;
  readonly command: readonly string[];
}

/** Reads the arguments after `cli`. A failure's code is HELP (its message is to be printed) or USAGE. */
export function parseClientOptions(
  argv: readonly string[],
  version: string,
): Outcome<ClientOptions> {
  let printed = '';
  const command = describeFlags(version);
  const keep = (text: string): void => {
    printed += text;
  };
  command.exitOverride().configureOutput({ writeOut: keep, writeErr: keep });
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return failed(error.exitCode === 0 ? 'HELP' : 'USAGE', printed.trimEnd());
  }
  const flags = command.opts<ClientFlags>();
  return success({ ...serverOptions(flags), ...runOptions(flags), command: command.args });
}

type ServerOptions = Pick<
  ClientOptions,
  | 'url'
  | 'host'
  | 'port'
  | 'socket'
  | 'user'
  | 'password'
  | 'asksPassword'
  | 'warnsOfPassword'
  | 'database'
  | 'dataDirectory'
  | 'tls'
  | 'cacert'
  | 'cert'
  | 'key'
  | 'serverName'
  | 'insecure'
  | 'protocol'
>;

function serverOptions(flags: ClientFlags): ServerOptions {
  return {
    ...present({
      url: flags.url,
      host: flags.host,
      port: flags.port,
      socket: flags.socket,
      user: flags.user,
      password: flags.pass,
      database: flags.db,
      dataDirectory: flags.dataDir,
      cacert: flags.cacert,
      cert: flags.cert,
      key: flags.key,
      serverName: flags.sni,
    }),
    asksPassword: flags.askpass === true,
    warnsOfPassword: flags.authWarning !== false,
    tls: flags.tls === true,
    insecure: flags.insecure === true,
    // Only RESP3 tells a map from an array, which JSON shows.
    protocol: flags.resp3 === true || (isJson(flags) && flags.resp2 !== true) ? 3 : 2,
  };
}

function runOptions(flags: ClientFlags): Omit<ClientOptions, keyof ServerOptions | 'command'> {
  return {
    ...present({
      format: formatOf(flags),
      itemDelimiter: flags.d,
      replyDelimiter: flags.D,
      showsPushes: flags.showPushes,
      intervalMs: flags.interval,
      inputWord: inputWordOf(flags),
      pattern: flags.pattern ?? flags.quotedPattern,
      count: flags.count,
      type: flags.type,
      samples: flags.memkeysSamples,
    }),
    failsOnError: flags.e === true,
    repeat: flags.repeat ?? 1,
    mode: modeOf(flags),
    pipeTimeoutMs: flags.pipeTimeout ?? 30_000,
    quotedInput: flags.quotedInput === true,
  };
}

function modeOf(flags: ClientFlags): ClientMode {
  if (flags.pipe === true) return 'pipe';
  if (flags.scan === true) return 'scan';
  if (flags.stat === true) return 'stat';
  if (flags.bigkeys === true) return 'bigkeys';
  if (flags.memkeys === true || flags.memkeysSamples !== undefined) return 'memkeys';
  if (flags.hotkeys === true) return 'hotkeys';
  if (flags.latencyDist === true) return 'latency-dist';
  if (flags.latencyHistory === true) return 'latency-history';
  return flags.latency === true ? 'latency' : 'commands';
}

function inputWordOf(flags: ClientFlags): InputWord | undefined {
  if (flags.X !== undefined) return { at: 'tag', tag: flags.X };
  return flags.stdin === true ? { at: 'end' } : undefined;
}

function formatOf(flags: ClientFlags): OutputFormat | undefined {
  if (flags.quotedJson === true) return 'quoted-json';
  if (flags.json === true) return 'json';
  if (flags.csv === true) return 'csv';
  if (flags.raw === undefined) return undefined;
  return flags.raw ? 'raw' : 'readable';
}

function isJson(flags: ClientFlags): boolean {
  return flags.json === true || flags.quotedJson === true;
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields that have a value. */
function present<T extends object>(fields: T): Present<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
