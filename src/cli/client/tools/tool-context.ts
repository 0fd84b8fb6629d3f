import type { Reply } from '../../../resp/reply-value.ts';
import type { CommandWord } from '../../../resp/request-encoder.ts';
import type { ClientWorld } from '../client-world.ts';
import type { ClientOptions } from '../options.ts';
import type { ReplyPrinter } from '../reply-printer.ts';
import type { ServerLink } from '../server-link.ts';
import { ToolFailure } from './tool-failure.ts';

/** What the client's tools work with. */
export interface ToolContext {
  readonly options: ClientOptions;
  readonly world: ClientWorld;
  readonly link: ServerLink;
  readonly printer: ReplyPrinter;
}

/** Sends commands together and gives their replies; an error is the end of the tool. */
export async function askAll(
  { link }: Pick<ToolContext, 'link'>,
  commands: readonly (readonly CommandWord[])[],
): Promise<readonly Reply[]> {
  const { connection } = link;
  const replies = await Promise.all(commands.map((words) => connection.call(words)));
  for (const reply of replies) {
    if (reply.type === 'error') throw new ToolFailure(reply.error.message);
  }
  return replies;
}

/** Sends one command and gives its reply. */
export async function ask(
  context: Pick<ToolContext, 'link'>,
  words: readonly CommandWord[],
): Promise<Reply> {
  const [reply] = await askAll(context, [words]);
  if (reply === undefined) throw new ToolFailure('no reply');
  return reply;
}

/** The number in a reply; 0 for anything else, such as the null of a key that has gone. */
export function numberIn(reply: Reply | undefined): number {
  return reply?.type === 'integer' ? Number(reply.value) : 0;
}
