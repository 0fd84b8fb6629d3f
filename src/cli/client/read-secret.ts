import type { ReadStream, WriteStream } from 'node:tty';

/** Erases one star. */
const RUBOUT = '\b \b';
const ENTER = new Set(['\r', '\n']);
const BACKSPACE = new Set(['\u007f', '\b']);
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_U = '\u0015';

/** What is typed until Enter, shown as stars; `undefined` after Ctrl-C, or after Ctrl-D on an empty line. */
export function readSecret(
  input: ReadStream,
  output: WriteStream,
  prompt: string,
): Promise<string | undefined> {
  output.write(prompt);
  input.setRawMode(true);
  const decoder = new TextDecoder();
  let typed: string[] = [];
  return new Promise((resolve) => {
    const end = (secret: string | undefined): void => {
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\r\n');
      resolve(secret);
    };
    const read = (bytes: Buffer): void => {
      for (const character of decoder.decode(bytes, { stream: true })) {
        if (ENTER.has(character)) {
          end(typed.join(''));
          return;
        }
        if (character === CTRL_C || (character === CTRL_D && typed.length === 0)) {
          end(undefined);
          return;
        }
        if (BACKSPACE.has(character)) {
          if (typed.pop() !== undefined) output.write(RUBOUT);
        } else if (character === CTRL_U) {
          output.write(RUBOUT.repeat(typed.length));
          typed = [];
        } else if (character >= ' ') {
          typed.push(character);
          output.write('*');
        }
      }
    };
    input.on('data', read);
    input.resume();
  });
}
