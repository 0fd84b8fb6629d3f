import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { failed, type Outcome, success } from '../../ports/failure.ts';
import type { OutputFormat } from './format-reply.ts';

/** The command line of `casemate cli`, as it was written. */
export interface ClientOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly user?: string;
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
  /** The last argument of the command is read from standard input. */
  readonly lastFromInput: boolean;
  readonly command: readonly string[];
}

interface ParsedFlags {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly user?: string;
  readonly db?: number;
  readonly dataDir?: string;
  readonly tls?: boolean;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly sni?: string;
  readonly insecure?: boolean;
  readonly resp2?: boolean;
  readonly resp3?: boolean;
  readonly raw?: boolean;
  readonly json?: boolean;
  readonly stdin?: boolean;
  readonly pass?: unknown;
}

const EXAMPLES = `
Without options the server and the credentials are taken from the data directory that
the server made at its first start. A password is read from REDISCLI_AUTH, never from
an option: other users of the machine can see a command line.

Examples:
  $ casemate cli
  $ casemate cli SET greeting "good morning"
  $ casemate cli --json GET greeting
  $ REDISCLI_AUTH=... casemate cli -h db.example.com --tls --cacert ca.crt --user app
`;

const PASSWORD_REFUSED =
  'a password on the command line can be read by every user of this machine (ps); ' +
  'put it into the environment: REDISCLI_AUTH=... casemate cli ...';

/** Reads the arguments after `cli`. A failure's code is HELP (its message is the help) or USAGE. */
export function parseClientOptions(argv: readonly string[]): Outcome<ClientOptions> {
  let printed = '';
  const command = describe();
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
  const flags = command.opts<ParsedFlags>();
  if (flags.pass !== undefined) return failed('USAGE', `error: ${PASSWORD_REFUSED}`);
  return success({ ...toOptions(flags), command: command.args });
}

function describe(): Command {
  return (
    new Command('casemate cli')
      .description('Talks to a Casemate, Redis or Valkey server.')
      .usage('[options] [command [argument...]]')
      .argument('[command...]', 'one command; without it, commands are read line by line')
      .helpOption('--help', 'shows this help')
      // What follows the command's name belongs to the command, also when it begins with a dash.
      .passThroughOptions()
      .option('-u, --url <url>', 'redis://user@host:port/db, rediss:// for TLS, unix:///path')
      .option('-h, --host <name>', 'host name or address (default: 127.0.0.1)')
      .option('-p, --port <number>', 'port (default: 6379)', wholeNumber(65_535))
      .option('-s, --socket <path>', 'Unix socket')
      .option('--user <name>', 'ACL user; its password is read from REDISCLI_AUTH')
      .option('-n, --db <number>', 'database', wholeNumber(2_147_483_647))
      .option('--data-dir <path>', "the server's data directory")
      .option('--tls', 'speaks TLS')
      .option('--cacert <file>', 'certificate authority that the server must be signed by')
      .option('--cert <file>', 'certificate to show to the server')
      .option('--key <file>', "the certificate's key")
      .option('--sni <name>', 'name that the server certificate must have')
      .option('--insecure', 'accepts any server certificate')
      .option('-2, --resp2', 'speaks RESP2 (default)')
      .option('-3, --resp3', 'speaks RESP3')
      .option('--raw', 'prints replies raw, the default into a pipe')
      .option('--no-raw', 'prints replies readably, the default on a terminal')
      .option('--json', 'prints replies as JSON')
      .option('-x, --stdin', 'reads the last argument from standard input')
      .addOption(new Option('-a, --pass [password]').hideHelp())
      .addHelpText('after', EXAMPLES)
  );
}

function toOptions(flags: ParsedFlags): Omit<ClientOptions, 'command'> {
  const { url, host, port, socket, user, cacert, cert, key } = flags;
  const written = {
    ...(url === undefined ? {} : { url }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(socket === undefined ? {} : { socket }),
    ...(user === undefined ? {} : { user }),
    ...(flags.db === undefined ? {} : { database: flags.db }),
    ...(flags.dataDir === undefined ? {} : { dataDirectory: flags.dataDir }),
    ...(cacert === undefined ? {} : { cacert }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(flags.sni === undefined ? {} : { serverName: flags.sni }),
  };
  const format = formatOf(flags);
  return {
    ...written,
    tls: flags.tls === true,
    insecure: flags.insecure === true,
    // Only RESP3 tells a map from an array, which JSON shows.
    protocol: flags.resp3 === true || (flags.json === true && flags.resp2 !== true) ? 3 : 2,
    ...(format === undefined ? {} : { format }),
    lastFromInput: flags.stdin === true,
  };
}

function formatOf(flags: ParsedFlags): OutputFormat | undefined {
  if (flags.json === true) return 'json';
  if (flags.raw === undefined) return undefined;
  return flags.raw ? 'raw' : 'readable';
}

function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from 0 to ${max}.`);
  };
}
