import assert from 'node:assert/strict';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import type { RespClient } from '../support/resp-client.ts';
import type { ServerPair } from '../support/server-pair.ts';
import { compareReply, type Step, script } from './compare.ts';
import { asIn72 } from './texts-of-7-2.ts';

/** One connection to each server, under one name. */
interface Speaker {
  readonly redis: RespClient;
  readonly casemate: RespClient;
  readonly ids: { readonly redis: string; readonly casemate: string };
}

/**
 * Several clients speak one after the other, and both servers must answer each alike. A line is the name of a client
 * and a step: `a = GET x`. `{b}` stands for the CLIENT ID of b. `b closed` waits until b's connection has been ended.
 */
export async function converse(pair: ServerPair, text: string): Promise<void> {
  const speakers = new Map<string, Speaker>();
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const names = [...new Set(lines.map((line) => line.split(' ', 1)[0] ?? ''))];
  for (const name of names) speakers.set(name, await meet(pair));
  for (const line of lines) {
    const [name, rest] = splitOnce(line);
    const speaker = speakers.get(name);
    assert.ok(speaker !== undefined);
    if (rest === 'closed') await Promise.all([speaker.redis.closed(), speaker.casemate.closed()]);
    else await speak(speaker, speakers, rest);
  }
  await Promise.all(
    [...speakers.values()].flatMap((each) => [each.redis.close(), each.casemate.close()]),
  );
}

async function meet(pair: ServerPair): Promise<Speaker> {
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  return { redis, casemate, ids: { redis: await idOf(redis), casemate: await idOf(casemate) } };
}

async function idOf(client: RespClient): Promise<string> {
  return String(Number(await client.call('CLIENT', 'ID')));
}

async function speak(
  speaker: Speaker,
  all: ReadonlyMap<string, Speaker>,
  line: string,
): Promise<void> {
  const ask = async (side: 'redis' | 'casemate'): Promise<[Step, Uint8Array]> => {
    const filled = line.replace(/\{(\w+)\}/g, (_, name: string) => all.get(name)?.ids[side] ?? '');
    const [step] = script(filled);
    assert.ok(step !== undefined);
    const [raw] = await speaker[side].rawReplies(encodeCommand(step.words), 1);
    assert.ok(raw !== undefined);
    return [step, raw];
  };
  const [[step, expected], [, actual]] = await Promise.all([ask('redis'), ask('casemate')]);
  compareReply(step, asIn72(expected, actual), actual);
}

function splitOnce(line: string): [string, string] {
  const space = line.indexOf(' ');
  return [line.slice(0, space), line.slice(space + 1).trim()];
}
