import { fromUtf8 } from '../../base/bytes.ts';
import { splitQuotedWords } from '../../base/quoted-words.ts';
import { type Failure, failed, type Outcome, success } from '../../ports/failure.ts';
import { ConnectionLost } from './client-connection.ts';
import { ClientSession } from './client-session.ts';
import type { ClientWorld } from './client-world.ts';
import { findServer } from './find-server.ts';
import { inputLines, wholeInput } from './input-lines.ts';
import { LineRunner } from './line-runner.ts';
import { askManual } from './manual/ask-manual.ts';
import { CommandManual } from './manual/command-manual.ts';
import { type ClientOptions, parseClientOptions } from './options.ts';
import { type OutputFormat, plainStyle } from './output/output-style.ts';
import { Interactive } from './prompt/interactive.ts';
import { ReplyPrinter } from './reply-printer.ts';
import { ServerLink } from './server-link.ts';
import { runTool } from './tools/run-tool.ts';
import { ToolFailure } from './tools/tool-failure.ts';

const DONE = 0;
/** An error reply with -e, or errors that one of the tools met. */
const FINDINGS = 1;
const USAGE = 2;
const NOT_CONNECTED = 3;

/** `casemate cli`: runs with the arguments after `cli` and gives the exit code. */
export async function runClient(argv: readonly string[], world: ClientWorld): Promise<number> {
  const { terminal } = world;
  const parsed = parseClientOptions(argv, world.version);
  if (!parsed.ok) {
    if (parsed.failure.code === 'HELP') {
      terminal.print(fromUtf8(`${parsed.failure.message}\n`));
      return DONE;
    }
    terminal.complain(parsed.failure.message);
    return USAGE;
  }
  // What stood in the command line is in our hands now; `ps` need not show it any longer.
  if (parsed.value.password !== undefined || parsed.value.url?.includes('@') === true) {
    world.host.setTitle('casemate cli');
  }
  const options = await withPassword(parsed.value, world);
  if (!options.ok) return complainOf(options.failure, world);
  const choice = await findServer(options.value, world);
  if (!choice.ok) return complainOf(choice.failure, world);
  for (const warning of choice.value.warnings) terminal.complain(warning);
  const { protocol } = options.value;
  return await connectAndRun(options.value, {
    world,
    link: new ServerLink(world.network, { choice: choice.value, protocol }),
  });
}

function complainOf(failure: Failure, { terminal }: ClientWorld): number {
  terminal.complain(failure.message);
  return failure.code === 'USAGE' ? USAGE : NOT_CONNECTED;
}

/** With --askpass the password comes from the terminal, whatever else was given. */
async function withPassword(
  options: ClientOptions,
  { terminal }: ClientWorld,
): Promise<Outcome<ClientOptions>> {
  if (!options.asksPassword) return success(options);
  const password = await terminal.readSecret('Please input password: ');
  return password === undefined
    ? failed('USAGE', 'no password was entered')
    : success({ ...options, password });
}

interface Run {
  readonly world: ClientWorld;
  readonly link: ServerLink;
}

async function connectAndRun(options: ClientOptions, { world, link }: Run): Promise<number> {
  const { terminal } = world;
  const isInteractive =
    options.mode === 'commands' &&
    options.command.length === 0 &&
    options.inputWord === undefined &&
    terminal.inputIsTerminal &&
    terminal.outputIsTerminal;
  try {
    if (isInteractive) return await runInteractive(options, { world, link });
    const opened = await link.open();
    if (!opened.ok) {
      terminal.complain(opened.failure.message);
      return NOT_CONNECTED;
    }
    if (options.mode !== 'commands') {
      const printer = printerOf(options, world);
      return (await runTool({ options, world, link, printer })) ? DONE : FINDINGS;
    }
    return await runCommands(options, { world, link });
  } catch (error) {
    if (!(error instanceof ConnectionLost || error instanceof ToolFailure)) throw error;
    terminal.complain(`Error: ${error.message}`);
    return error instanceof ConnectionLost ? NOT_CONNECTED : FINDINGS;
  } finally {
    link.drop();
  }
}

async function runInteractive(options: ClientOptions, { world, link }: Run): Promise<number> {
  const printer = printerOf(options, world);
  const session = new ClientSession(link, printer);
  const intervalMs = options.intervalMs ?? 0;
  const prompt = await Interactive.start({ world, link, session, printer, intervalMs });
  await prompt.run();
  return DONE;
}

/** One command from the command line, or the lines of standard input one after the other. */
async function runCommands(options: ClientOptions, { world, link }: Run): Promise<number> {
  const { terminal, clock, pause } = world;
  const printer = printerOf(options, world);
  const words = await commandOf(options, world);
  if (!words.ok) {
    terminal.complain(words.failure.message);
    return USAGE;
  }
  const session = new ClientSession(link, printer);
  let manual = CommandManual.empty;
  const runner = new LineRunner({
    session,
    manual: async () => {
      if (manual.isEmpty) manual = await askManual(link, session);
      return manual;
    },
    printer,
    terminal,
    clock,
    pause,
    preferences: { hints: false },
    intervalMs: options.intervalMs ?? 0,
    stopsAtError: options.failsOnError && words.value.length > 0,
  });
  const isClean =
    words.value.length > 0
      ? (await runner.runCommand(words.value, options.repeat)) === 'done'
      : await runLines(runner, world);
  return options.failsOnError && !isClean ? FINDINGS : DONE;
}

/** Runs the lines of the input until it ends; true when all was well. */
async function runLines(runner: LineRunner, { terminal }: ClientWorld): Promise<boolean> {
  let isClean = true;
  for await (const line of inputLines(terminal.chunks())) {
    const end = await runner.run(line);
    if (end === 'end') break;
    if (end === 'failed') isClean = false;
  }
  return isClean;
}

/** The words of the command line, with the one that comes from standard input. */
async function commandOf(
  options: ClientOptions,
  { terminal }: ClientWorld,
): Promise<Outcome<readonly Uint8Array[]>> {
  const words: Uint8Array[] = [];
  for (const text of options.command) {
    const word = options.quotedInput ? quotedWord(text) : fromUtf8(text);
    if (word === undefined) return failed('USAGE', `${text} is no quoted string`);
    words.push(word);
  }
  const { inputWord } = options;
  if (inputWord === undefined) return success(words);
  const at = inputWord.at === 'end' ? words.length : options.command.indexOf(inputWord.tag);
  if (at < 0)
    return failed(
      'USAGE',
      `no argument is the tag of -X, ${inputWord.at === 'tag' ? inputWord.tag : ''}`,
    );
  words[at] = await wholeInput(terminal.chunks());
  return success(words);
}

function quotedWord(text: string): Uint8Array | undefined {
  const words = splitQuotedWords(fromUtf8(text));
  return words?.length === 1 ? words[0] : undefined;
}

function printerOf(options: ClientOptions, { terminal }: ClientWorld): ReplyPrinter {
  const usual: OutputFormat = terminal.outputIsTerminal ? 'readable' : 'raw';
  const plain = plainStyle(options.format ?? usual);
  const { itemDelimiter, replyDelimiter, showsPushes } = options;
  return new ReplyPrinter({
    terminal,
    style: {
      format: plain.format,
      itemDelimiter: itemDelimiter === undefined ? plain.itemDelimiter : fromUtf8(itemDelimiter),
      replyDelimiter:
        replyDelimiter === undefined ? plain.replyDelimiter : fromUtf8(replyDelimiter),
    },
    showsPushes: showsPushes ?? terminal.outputIsTerminal,
    errors: options.failsOnError && options.command.length > 0 ? 'aside' : 'printed',
  });
}
