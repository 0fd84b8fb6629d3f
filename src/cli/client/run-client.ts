import { fromUtf8 } from '../../base/bytes.ts';
import { failed, type Outcome, success } from '../../ports/failure.ts';
import type { CommandWord } from '../../resp/request-encoder.ts';
import { ClientConnection, ConnectionLost } from './client-connection.ts';
import { ClientSession } from './client-session.ts';
import type { ClientWorld } from './client-world.ts';
import { findServer, type ServerChoice } from './find-server.ts';
import { type ClientOptions, parseClientOptions } from './options.ts';

const DONE = 0;
/** An error reply, or a line that could not be read. */
const FINDINGS = 1;
const USAGE = 2;
const NOT_CONNECTED = 3;

/** `casemate cli`: runs with the arguments after `cli` and gives the exit code. */
export async function runClient(argv: readonly string[], world: ClientWorld): Promise<number> {
  const options = parseClientOptions(argv);
  if (!options.ok) {
    if (options.failure.code === 'HELP') {
      world.terminal.print(fromUtf8(`${options.failure.message}\n`));
      return DONE;
    }
    world.terminal.complain(options.failure.message);
    return USAGE;
  }
  const choice = await findServer(options.value, world);
  if (!choice.ok) {
    world.terminal.complain(choice.failure.message);
    return choice.failure.code === 'USAGE' ? USAGE : NOT_CONNECTED;
  }
  for (const warning of choice.value.warnings) world.terminal.complain(warning);
  return connectAndRun(options.value, choice.value, world);
}

async function connectAndRun(
  options: ClientOptions,
  choice: ServerChoice,
  world: ClientWorld,
): Promise<number> {
  const opened = await openFirst(choice, world);
  if (!opened.ok) {
    world.terminal.complain(opened.failure.message);
    return NOT_CONNECTED;
  }
  const connection = opened.value;
  try {
    const problem = await introduce(connection, options, choice);
    if (problem !== undefined) {
      world.terminal.complain(problem);
      return NOT_CONNECTED;
    }
    return (await runSession({ connection, options, choice, world })) ? DONE : FINDINGS;
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    world.terminal.complain(`Error: ${error.message}`);
    return NOT_CONNECTED;
  } finally {
    connection.close();
  }
}

async function openFirst(
  choice: ServerChoice,
  world: ClientWorld,
): Promise<Outcome<ClientConnection>> {
  const problems: string[] = [];
  for (const target of choice.targets) {
    const opened = await ClientConnection.open(world.network, target);
    if (opened.ok) return success(opened.value);
    problems.push(opened.failure.message);
  }
  return failed('ECONNREFUSED', problems.join('\n'));
}

/** Authenticates, chooses the protocol and the database; a sentence when the server refuses. */
async function introduce(
  connection: ClientConnection,
  options: ClientOptions,
  choice: ServerChoice,
): Promise<string | undefined> {
  const { user, password, database } = choice;
  const steps: [name: string, words: CommandWord[]][] = [];
  if (options.protocol === 3) {
    const auth = password === undefined ? [] : ['AUTH', user ?? 'default', password];
    steps.push(['HELLO', ['HELLO', 3, ...auth]]);
  } else if (password !== undefined) {
    steps.push(['AUTH', ['AUTH', ...(user === undefined ? [] : [user]), password]]);
  }
  if (database > 0) steps.push(['SELECT', ['SELECT', database]]);
  for (const [name, words] of steps) {
    const reply = await connection.call(words);
    if (reply.type === 'error') return `${name} failed: ${reply.error.message}`;
  }
  return undefined;
}

interface Run {
  readonly connection: ClientConnection;
  readonly options: ClientOptions;
  readonly choice: ServerChoice;
  readonly world: ClientWorld;
}

async function runSession({ connection, options, choice, world }: Run): Promise<boolean> {
  const { terminal } = world;
  const session = new ClientSession({
    connection,
    terminal,
    format: options.format ?? (terminal.outputIsTerminal ? 'readable' : 'raw'),
    name: choice.name,
    database: choice.database,
  });
  const words = options.command.map(fromUtf8);
  if (options.lastFromInput) words.push(await terminal.readAll());
  return words.length > 0 ? session.run(words) : session.runLines();
}
