import { Command, InvalidArgumentError, Option } from 'commander';
import { fromUtf8 } from '../../base/bytes.ts';
import { splitQuotedWords } from '../../base/quoted-words.ts';

/** The flags as commander gives them. */
export interface ClientFlags {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly user?: string;
  readonly pass?: string;
  readonly askpass?: boolean;
  /** False with --no-auth-warning. */
  readonly authWarning?: boolean;
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
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly quotedJson?: boolean;
  readonly showPushes?: boolean;
  readonly d?: string;
  readonly D?: string;
  readonly e?: boolean;
  readonly repeat?: number;
  readonly interval?: number;
  readonly stdin?: boolean;
  readonly X?: string;
  readonly quotedInput?: boolean;
  readonly pipe?: boolean;
  readonly pipeTimeout?: number;
  readonly scan?: boolean;
  readonly pattern?: Uint8Array;
  readonly quotedPattern?: Uint8Array;
  readonly count?: number;
  readonly type?: string;
  readonly stat?: boolean;
  readonly bigkeys?: boolean;
  readonly memkeys?: boolean;
  readonly memkeysSamples?: number;
  readonly hotkeys?: boolean;
  readonly latency?: boolean;
  readonly latencyHistory?: boolean;
  readonly latencyDist?: boolean;
}

const EXAMPLES = `
Without options the server and the credentials are taken from the data directory that
the server made at its first start. A password is best given by REDISCLI_AUTH or
--askpass: other users of the machine can see a command line.

Examples:
  $ casemate cli
  $ casemate cli SET greeting "good morning"
  $ casemate cli --json GET greeting
  $ casemate cli -x SET picture < picture.png
  $ casemate cli --scan --pattern 'session:*'
  $ REDISCLI_AUTH=... casemate cli -h db.example.com --tls --cacert ca.crt --user app

Exit codes: 0 done, 1 an error reply with -e or errors of --pipe, 2 wrong use,
3 no connection.
`;

const SECOND_MS = 1000;

/** What `casemate cli` understands; the names are redis-cli's. */
export function describeFlags(version: string): Command {
  const command = new Command('casemate cli')
    .description('Talks to a Casemate, Redis or Valkey server.')
    .usage('[options] [command [argument...]]')
    .argument('[command...]', 'one command; without it, commands are read line by line')
    .helpOption('--help', 'shows this help')
    .version(`casemate cli ${version}`, '-v, --version', 'shows the version')
    // What follows the command's name belongs to the command, also when it begins with a dash.
    .passThroughOptions();
  addServerFlags(command);
  addReplyFlags(command);
  addRunFlags(command);
  addToolFlags(command);
  return command.addHelpText('after', EXAMPLES);
}

function addServerFlags(command: Command): void {
  command
    .option('-u, --url <url>', 'redis://user@host:port/db, rediss:// for TLS, unix:///path')
    .option('-h, --host <name>', 'host name or address (default: 127.0.0.1)')
    .option('-p, --port <number>', 'port (default: 6379)', wholeNumber(65_535))
    .option('-s, --socket <path>', 'Unix socket')
    .option('--user <name>', 'ACL user; its password is read from REDISCLI_AUTH')
    .option('--askpass', 'asks for the password without showing it')
    .option('-a, --pass <password>', 'password; others can see it here, prefer --askpass')
    .option('--no-auth-warning', 'says nothing about a password on the command line')
    .option('-n, --db <number>', 'database', wholeNumber(2_147_483_647))
    .option('--data-dir <path>', "the server's data directory")
    .option('--tls', 'speaks TLS')
    .option('--cacert <file>', 'certificate authority that the server must be signed by')
    .option('--cert <file>', 'certificate to show to the server')
    .option('--key <file>', "the certificate's key")
    .option('--sni <name>', 'name that the server certificate must have')
    .option('--insecure', 'accepts any server certificate')
    .option('-2, --resp2', 'speaks RESP2 (default)')
    .option('-3, --resp3', 'speaks RESP3 (default with --json)');
}

function addReplyFlags(command: Command): void {
  command
    .option('--raw', 'prints replies raw, the default into a pipe')
    .option('--no-raw', 'prints replies readably, the default on a terminal')
    .option('--csv', 'prints replies as comma-separated values')
    .option('--json', 'prints replies as JSON')
    .option('--quoted-json', 'prints replies as JSON, their bytes escaped as \\xHH')
    .option('-d <delimiter>', 'between the items of a raw reply (default: newline)')
    .option('-D <delimiter>', 'behind a raw reply (default: newline)')
    .addOption(
      new Option(
        '--show-pushes <yn>',
        'prints what RESP3 sends unasked (default: on a terminal)',
      ).argParser(yesOrNo),
    );
}

function addRunFlags(command: Command): void {
  command
    .option('-x, --stdin', 'reads the last argument from standard input')
    .option('-X <tag>', 'reads the argument that is this word from standard input')
    .option('--quoted-input', 'reads arguments as quoted strings, e.g. \'"a\\x00"\'')
    .option('-r, --repeat <times>', 'runs the command so often, -1 for ever', repetitions)
    .option('-i, --interval <seconds>', 'waits between repetitions and steps', seconds)
    .option('-e', 'an error reply makes the exit code 1');
}

function addToolFlags(command: Command): void {
  command
    .option('--pipe', 'sends requests from standard input as they are')
    .option('--pipe-timeout <seconds>', 'ends --pipe after such a silence (default: 30)', seconds)
    .option('--scan', 'prints all keys')
    .option('--pattern <glob>', 'keys for --scan, --bigkeys, --memkeys and --hotkeys', fromUtf8)
    .option('--quoted-pattern <glob>', 'the same as a quoted string', quotedWord)
    .option('--count <number>', 'COUNT for --scan', wholeNumber(Number.MAX_SAFE_INTEGER))
    .option('--type <type>', 'TYPE for --scan')
    .option('--stat', "prints the server's numbers line by line")
    .option('--bigkeys', 'looks for keys with many elements')
    .option('--memkeys', 'looks for keys that take much memory')
    .option('--memkeys-samples <number>', 'elements that --memkeys weighs', wholeNumber(1e9))
    .option('--hotkeys', 'looks for keys that are used much (maxmemory-policy *lfu)')
    .option('--latency', 'measures how long PING takes')
    .option('--latency-history', 'the same, a line every 15 seconds or -i')
    .option('--latency-dist', 'the same as a spectrum in colours');
}

function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from 0 to ${max}.`);
  };
}

function repetitions(text: string): number {
  if (text === '-1') return Infinity;
  return wholeNumber(Number.MAX_SAFE_INTEGER)(text);
}

/** Seconds with a fraction, in milliseconds. */
function seconds(text: string): number {
  if (/^\d+(\.\d*)?$|^\.\d+$/.test(text)) return Number(text) * SECOND_MS;
  throw new InvalidArgumentError('It must be a number of seconds, e.g. 0.5.');
}

function yesOrNo(text: string): boolean {
  if (/^y(es)?$/i.test(text)) return true;
  if (/^no?$/i.test(text)) return false;
  throw new InvalidArgumentError('It must be yes or no.');
}

function quotedWord(text: string): Uint8Array {
  const words = splitQuotedWords(fromUtf8(text));
  const [only] = words ?? [];
  if (words?.length === 1 && only !== undefined) return only;
  throw new InvalidArgumentError('It must be one word or quoted string.');
}
