import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { splitQuotedWords } from '../../src/base/quoted-words.ts';
import { ReplyReader } from '../../src/resp/reply-reader.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { eventually } from '../support/eventually.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { RespClient } from '../support/resp-client.ts';
import { asIn72 } from './texts-of-7-2.ts';

/** Who takes part, each with the protocol that he speaks. */
export type Players = Readonly<Record<string, 2 | 3>>;

/** Both servers of a comparison; the first one is right. */
export interface TwoServers {
  readonly expected: { readonly port: number };
  readonly actual: { readonly port: number };
}

/**
 * Several connections to each server, of which some may block. A line is a name and requests: `a BLPOP k 0`, or
 * `a RPUSH k x ; GET y` for two in one write; `{a}` is the CLIENT ID of a. `a leaves` ends his connection, and
 * ` ...` behind a line waits for all his replies, for the end of a timeout. After each line everybody has answered who
 * isn't blocked, and what each got and whether he is blocked must be equal on both servers.
 */
export async function compareEnsembles(
  context: TestContext,
  servers: TwoServers,
  { players, text }: { readonly players: Players; readonly text: string },
): Promise<void> {
  const theirs = await Ensemble.gather(context, servers.expected.port, players);
  const ours = await Ensemble.gather(context, servers.actual.port, players);
  const lines = text.split('\n').map((each) => each.trim());
  const played: string[] = [];
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue;
    played.push(line);
    const [expected, actual] = await Promise.all([theirs.play(line), ours.play(line)]);
    assert.deepEqual(actual, inWordsOf72(expected, actual), `after:\n  ${played.join('\n  ')}`);
  }
  await Promise.all([theirs.leave(), ours.leave()]);
}

/** What each got for a line, and behind it ` blocked` when he waits. */
export type Outcome = Readonly<Record<string, string>>;

function inWordsOf72(expected: Outcome, actual: Outcome): Outcome {
  const reworded = Object.entries(expected).map(([name, text]) => {
    const bytes = asIn72(fromLatin1(text), fromLatin1(actual[name] ?? ''));
    return [name, toLatin1(bytes)];
  });
  return Object.fromEntries(reworded) as Outcome;
}

/** The connections to one server. */
class Ensemble {
  readonly #players = new Map<string, Player>();
  readonly #control: RespClient;

  private constructor(control: RespClient) {
    this.#control = control;
  }

  static async gather(context: TestContext, port: number, players: Players): Promise<Ensemble> {
    const ensemble = new Ensemble(await RespClient.connect({ port }));
    await ensemble.#control.call('FLUSHALL');
    for (const [name, protocol] of Object.entries(players)) {
      const player = new Player(await RawConnection.open(context, { port }));
      ensemble.#players.set(name, player);
      player.send([
        ['HELLO', String(protocol)],
        ['CLIENT', 'ID'],
      ]);
      await eventually(() => player.missing === 0, `${name} has said hello`);
      player.id = /:(\d+)\r\n$/.exec(player.take())?.[1] ?? '';
    }
    return ensemble;
  }

  async play(line: string): Promise<Outcome> {
    const [, name = '', what = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    const player = this.#players.get(name);
    assert.ok(player !== undefined, `nobody is called so: ${line}`);
    if (what === 'leaves') player.leave();
    else player.send(this.#requests(what.replace(/ \.\.\.$/, '')));
    if (what.endsWith(' ...')) await eventually(() => player.missing <= 0, line);
    return this.#outcome();
  }

  async leave(): Promise<void> {
    for (const player of this.#players.values()) player.leave();
    await this.#control.close();
  }

  #requests(text: string): string[][] {
    const filled = text.replace(
      /\{(\w+)\}/g,
      (_, name: string) => this.#players.get(name)?.id ?? '',
    );
    return filled.split(' ; ').map((request) => {
      const words = splitQuotedWords(fromLatin1(request));
      assert.ok(words !== undefined, `this is no command line: ${request}`);
      return words.map(toLatin1);
    });
  }

  async #outcome(): Promise<Outcome> {
    let blocked = new Set<string>();
    const haveSettled = (): boolean =>
      [...this.#players.values()].every((player) => player.hasSettled(blocked));
    await eventually(async () => {
      blocked = await this.#blocked();
      if (!haveSettled()) return false;
      // A list may be older than the replies, and one of the same turn may be sent before them. What was sent before the
      // last one has come by then.
      blocked = await this.#blocked();
      if (!haveSettled()) return false;
      blocked = await this.#blocked();
      await nextTurn();
      return haveSettled();
    }, 'everybody has answered or is blocked');
    const got = [...this.#players].map(([name, player]) => {
      const state = player.isGone ? '(gone)' : blocked.has(player.id) ? '(blocked)' : '';
      return [name, player.take() + state];
    });
    return Object.fromEntries(got) as Outcome;
  }

  /** Who is blocked and still connected, by CLIENT ID, and with a dash in front who is connected. */
  async #blocked(): Promise<Set<string>> {
    const list = await this.#control.raw(encodeCommand(['CLIENT', 'LIST']));
    const found = new Set<string>();
    for (const [, id = '', flags = ''] of list.matchAll(/^id=(\d+) .* flags=(\w+) /gm)) {
      found.add(`-${id}`);
      if (flags.includes('b')) found.add(id);
    }
    return found;
  }
}

class Player {
  id = '';
  readonly #connection: RawConnection;
  readonly #reader = new ReplyReader();
  #sent = 0;
  #answered = 0;
  #read = 0;
  #left = false;

  constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  get isGone(): boolean {
    return this.#left || this.#connection.isClosed;
  }

  /** Requests without a reply; fewer than none when messages have come. */
  get missing(): number {
    const { received } = this.#connection;
    this.#reader.feed(fromLatin1(received.slice(this.#read)));
    this.#read = received.length;
    for (let reply = this.#reader.next(); reply !== undefined; reply = this.#reader.next())
      if (reply.type !== 'push') this.#answered++;
    return this.#sent - this.#answered;
  }

  send(requests: readonly string[][]): void {
    this.#sent += requests.length;
    this.#connection.send(Buffer.concat(requests.map((words) => encodeCommand(words))));
  }

  leave(): void {
    this.#left = true;
    this.#connection.socket.destroy();
  }

  hasSettled(connected: ReadonlySet<string>): boolean {
    if (this.isGone) return !connected.has(`-${this.id}`);
    return this.missing <= 0 || connected.has(this.id);
  }

  take(): string {
    const text = this.#connection.received;
    this.#connection.received = '';
    this.#read = 0;
    return text;
  }
}
