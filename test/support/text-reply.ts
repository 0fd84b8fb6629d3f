import type { RespClient } from './resp-client.ts';

/** Sends a command whose reply is a text: INFO, CLIENT LIST. */
export async function textReply(client: RespClient, ...words: readonly string[]): Promise<string> {
  const reply = await client.call(...words);
  if (typeof reply === 'string') return reply;
  throw new Error(`${words.join(' ')} was answered by something else than text`);
}
