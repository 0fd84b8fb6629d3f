import { type Command, CommanderError } from 'commander';

/** Ends a command with one message for standard error and exit code 1. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

/** Runs what the words ask of a program; gives the exit code. */
export async function runProgram(program: Command, words: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    // Wrong use is 2 everywhere in casemate; help is none.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof ProgramFailure)) throw error;
    process.stderr.write(`${program.name()}: ${error.message}\n`);
    return 1;
  }
}
