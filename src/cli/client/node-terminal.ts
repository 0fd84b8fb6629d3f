import { isatty } from 'node:tty';
import type { ClientTerminal, EditorOptions, LineEditor } from './client-world.ts';
import { ReadlineEditor } from './line-editor.ts';
import { readSecret } from './read-secret.ts';

/** Control characters: what we say may hold words of the server, which must not steer the terminal. */
const CONTROL = /\p{Cc}/gu;

/** The terminal, or the pipes, that the process was started with. */
export class NodeTerminal implements ClientTerminal {
  readonly inputIsTerminal = isatty(0);
  readonly outputIsTerminal = isatty(1);
  readonly usesColours: boolean;

  constructor() {
    const { NO_COLOR, TERM } = process.env;
    this.usesColours = (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
    // `casemate cli ... | head` closes our output before we are done; what is left has no reader.
    process.stdout.on('error', () => process.exit());
  }

  print(bytes: Uint8Array): void {
    process.stdout.write(bytes);
  }

  complain(line: string): void {
    const visible = line.split('\n').map((each) => each.replaceAll(CONTROL, '?'));
    process.stderr.write(`${visible.join('\n')}\n`);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of process.stdin) yield chunk as Uint8Array;
  }

  openEditor(options: EditorOptions): LineEditor {
    const { stdin: input, stdout: output } = process;
    return new ReadlineEditor({ input, output, usesColours: this.usesColours }, options);
  }

  readSecret(prompt: string): Promise<string | undefined> {
    if (!this.inputIsTerminal) {
      this.complain('--askpass needs a terminal; REDISCLI_AUTH works without one');
      return Promise.resolve(undefined);
    }
    return readSecret(process.stdin, process.stderr, prompt);
  }

  onInterrupt(run: () => void): () => void {
    process.on('SIGINT', run);
    return () => process.off('SIGINT', run);
  }
}
