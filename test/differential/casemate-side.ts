import type { TestContext } from 'node:test';
import { dataCommands } from '../../src/commands/index.ts';
import { keyspaceCommands } from '../../src/commands/keys/index.ts';
import { type CommandWord, encodeCommand } from '../../src/resp/request-encoder.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { RequestParts } from '../support/request-parts.ts';
import { CommandHarness } from '../support/run-command.ts';
import type { Client, Side } from './compare.ts';

/** The commands alone, where a difference is theirs, and then the whole server. */
export async function casemateSides(context: TestContext): Promise<readonly Side[]> {
  return [new HarnessSide(), await startCasemateServer(context, { configLines: [] })];
}

/** Casemate's commands as a side of a comparison, without door and socket. Every connection has data of its own. */
class HarnessSide implements Side {
  connect(options: { readonly protocol?: 2 | 3 } = {}): Promise<Client> {
    const harness = new CommandHarness((keyspace) => [
      ...dataCommands,
      ...keyspaceCommands(keyspace),
    ]);
    const answer = (bytes: Uint8Array): Uint8Array[] => {
      harness.resp3 = options.protocol === 3;
      harness.advance(Date.now() - harness.nowMs);
      return new RequestParts(bytes)
        .all()
        .map((words) => select(harness, words) ?? harness.runBytes(words));
    };
    return Promise.resolve({
      call: (...words: CommandWord[]) => Promise.resolve(answer(encodeCommand(words))),
      rawReplies: (bytes: Uint8Array) => Promise.resolve(answer(bytes)),
      close: () => Promise.resolve(),
    });
  }
}

/** SELECT belongs to the connection, so the harness has none. */
function select(harness: CommandHarness, words: readonly Uint8Array[]): Uint8Array | undefined {
  const [name, index] = words.map((word) => Buffer.from(word).toString('latin1'));
  if (name?.toLowerCase() !== 'select' || index === undefined) return undefined;
  harness.select(Number(index));
  return Buffer.from('+OK\r\n');
}
