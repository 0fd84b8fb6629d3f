import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { splitQuotedWords } from '../../src/base/quoted-words.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { eventually } from '../support/eventually.ts';
import { RawConnection } from '../support/raw-connection.ts';
import type { ServerPair } from '../support/server-pair.ts';
import { asIn72 } from './texts-of-7-2.ts';

/** Who takes part, each with the protocol that he speaks. */
export type Voices = Readonly<Record<string, 2 | 3>>;

/** Where a message begins, in either protocol, and where the number at its end does: that one depends on the order, too. */
const PARTS = /(?=[*>][34]\r\n\$)|(?=:\d+\r\n)/;

/**
 * Several connections to each server, of which one speaks at a time: `a SUBSCRIBE x` is a request of a, `a MULTI ; EXEC`
 * are two in one write, and `a CLIENT KILL ID <b>` names another by its CLIENT ID. After each line whatever any of them has got must be equal on both servers, byte for byte; behind
 * `a ~` messages may come in any order.
 */
export async function compareChorus(
  context: TestContext,
  pair: ServerPair,
  { voices, text }: { readonly voices: Voices; readonly text: string },
): Promise<void> {
  const redis = await Choir.gather(context, pair.redis.port, voices);
  const casemate = await Choir.gather(context, pair.casemate.port, voices);
  const differences: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [expected, actual] = await Promise.all([redis.sing(line), casemate.sing(line)]);
    for (const name of Object.keys(voices)) {
      const [theirs = '', ours = ''] = [expected.get(name), actual.get(name)];
      const worded = toLatin1(asIn72(fromLatin1(theirs), fromLatin1(ours)));
      if (ours === worded) continue;
      differences.push(
        `${name} after: ${line}\n  redis:    ${JSON.stringify(worded)}\n  casemate: ${JSON.stringify(ours)}`,
      );
    }
  }
  assert.ok(differences.length === 0, `what these got differs\n${differences.join('\n')}`);
  redis.leave();
  casemate.leave();
}

/** The connections to one server. */
class Choir {
  readonly #voices = new Map<string, RawConnection>();
  readonly #ids = new Map<string, string>();
  #fences = 0;

  static async gather(context: TestContext, port: number, voices: Voices): Promise<Choir> {
    const choir = new Choir();
    for (const [name, protocol] of Object.entries(voices)) {
      const connection = await RawConnection.open(context, { port });
      choir.#voices.set(name, connection);
      if (protocol === 2) continue;
      connection.send(encodeCommand(['HELLO', '3']));
      await connection.answer('modules\r\n*0\r\n');
    }
    for (const [name, voice] of choir.#voices) {
      voice.send(encodeCommand(['CLIENT', 'ID']));
      const [, id = ''] = /:(\d+)\r\n/.exec(await choir.#fenced(voice)) ?? [];
      choir.#ids.set(name, id);
    }
    return choir;
  }

  /** What everybody has got when a line has been sung to its end. */
  async sing(line: string): Promise<ReadonlyMap<string, string>> {
    const [, name = '', mark, requests = ''] = /^(\w+)( ~)? (.*)$/.exec(line) ?? [];
    const speaker = this.#voices.get(name);
    assert.ok(speaker !== undefined, `nobody is called so: ${line}`);
    speaker.socket.cork();
    for (const request of requests.split(' ; ')) {
      const named = request.replace(
        /<(\w+)>/g,
        (whole, other: string) => this.#ids.get(other) ?? whole,
      );
      const words = splitQuotedWords(fromLatin1(named));
      assert.ok(words !== undefined, `this is no command line: ${line}`);
      speaker.send(encodeCommand(words));
    }
    speaker.socket.uncork();
    const got = new Map<string, string>();
    // Whatever the requests have brought about for others is on its way when they have been answered.
    got.set(name, await this.#fenced(speaker));
    const others = [...this.#voices].filter(([other]) => other !== name);
    await Promise.all(
      others.map(async ([other, voice]) => got.set(other, await this.#fenced(voice))),
    );
    for (const [voice, heard] of got) {
      const plain = withoutFences(this.#withoutIds(heard));
      got.set(voice, mark === undefined ? plain : plain.split(PARTS).sort().join(''));
    }
    return got;
  }

  leave(): void {
    for (const voice of this.#voices.values()) voice.socket.destroy();
  }

  /** Numbers of clients that messages name differ between any two servers. */
  #withoutIds(heard: string): string {
    return heard.replace(/(?<=redir-broken\r\n:|redirect\r\n:)\d+/g, (id) => {
      const [name] = [...this.#ids].find(([, known]) => known === id) ?? [id];
      return name;
    });
  }

  /** All that came before the answer to a PING of our own, or before the end. */
  async #fenced(voice: RawConnection): Promise<string> {
    const fence = `fence-${String(++this.#fences)}`;
    if (!voice.isClosed) voice.send(encodeCommand(['PING', fence]));
    await eventually(() => voice.isClosed || voice.received.includes(`${fence}\r\n`), fence);
    const { received } = voice;
    voice.received = '';
    return voice.isClosed ? `${received}(closed)` : received;
  }
}

/** Without answers to our own PINGs, and without what differs between any two servers in the lines of MONITOR. */
function withoutFences(heard: string): string {
  return heard
    .replace(/(?:\*2\r\n\$4\r\npong\r\n)?\$\d+\r\nfence-\d+\r\n/g, '')
    .replace(/\+\d+\.\d{6} \[\d+ [^\]]+\] "PING" "fence-\d+"\r\n/g, '')
    .replace(/\+\d{10}\.\d{6} \[(\d+) 127\.0\.0\.1:\d+\]/g, '+time [$1 address]');
}
