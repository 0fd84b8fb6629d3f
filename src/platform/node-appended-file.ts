import { closeSync, openSync, writeSync } from 'node:fs';
import type { AppendedFile } from '../ports/disk.ts';
import type { Outcome } from '../ports/failure.ts';
import { success } from '../ports/failure.ts';
import { systemFailure } from './system-error.ts';

/** Opens a file for appending, creating it where it is missing. */
export function openAppend(path: string, mode: number): Outcome<AppendedFile> {
  try {
    return success(new NodeAppendedFile(path, mode));
  } catch (error) {
    return systemFailure(error, `Can't open ${path}`);
  }
}

class NodeAppendedFile implements AppendedFile {
  readonly #path: string;
  readonly #mode: number;
  #descriptor: number;

  constructor(path: string, mode: number) {
    this.#path = path;
    this.#mode = mode;
    this.#descriptor = openSync(path, 'a', mode);
  }

  append(text: string): void {
    try {
      writeSync(this.#descriptor, text);
    } catch {
      // A full disk must not take the server down with its log; redis-server goes on without the line, too.
    }
  }

  reopen(): Outcome<void> {
    try {
      const descriptor = openSync(this.#path, 'a', this.#mode);
      closeSync(this.#descriptor);
      this.#descriptor = descriptor;
      return success(undefined);
    } catch (error) {
      return systemFailure(error, `Can't reopen ${this.#path}`);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
