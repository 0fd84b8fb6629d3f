import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { fromUtf8 } from '../../base/bytes.ts';
import type { ClientTerminal } from './client-world.ts';

const NEWLINE = 0x0a;

/** The terminal, or the pipes, that the process was started with. */
export class NodeTerminal implements ClientTerminal {
  readonly inputIsTerminal = isatty(0);
  readonly outputIsTerminal = isatty(1);

  constructor() {
    // `casemate cli ... | head` closes our output before we are done; what is left has no reader.
    process.stdout.on('error', () => process.exit());
  }

  print(bytes: Uint8Array): void {
    process.stdout.write(bytes);
  }

  complain(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  lines(prompt: () => string): AsyncIterable<Uint8Array> {
    return this.inputIsTerminal ? typedLines(prompt) : pipedLines();
  }

  async readAll(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  }
}

/** History and editing are readline's; history stays in memory, because commands may hold secrets. */
async function* typedLines(prompt: () => string): AsyncGenerator<Uint8Array> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C ends the client as it ends redis-cli.
  reader.on('SIGINT', () => reader.close());
  try {
    reader.setPrompt(prompt());
    reader.prompt();
    for await (const line of reader) {
      yield fromUtf8(line);
      reader.setPrompt(prompt());
      reader.prompt();
    }
  } finally {
    reader.close();
  }
}

/** Lines of a pipe may hold any bytes, so they are never text. */
async function* pipedLines(): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    rest = Buffer.concat([rest, chunk as Uint8Array]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield rest;
}
