import { concatBytes, equalBytes, fromLatin1 } from '../../../base/bytes.ts';
import { encodeCommand } from '../../../resp/request-encoder.ts';
import type { ClientConnection } from '../client-connection.ts';
import type { ToolContext } from './tool-context.ts';

const MARKER_BYTES = 20;
/** Ends a line that the input left open, so that the marker is not read as its end. */
const LINE_END = fromLatin1('\r\n');

/** `--pipe`: sends requests as they come and counts the replies; true when none was an error. */
export async function pipeRequests(context: ToolContext): Promise<boolean> {
  const { link, world, printer } = context;
  const { connection } = link;
  const marker = new Uint8Array(MARKER_BYTES);
  world.entropy.fill(marker);
  const counts = new ReplyCounter(context, { connection, marker });
  const counting = counts.run();
  const sending = sendInput(context, connection).then(async () => {
    await connection.sendBytes(concatBytes([LINE_END, encodeCommand(['ECHO', marker])]));
    printer.text('All data transferred. Waiting for the last reply...\n');
    counts.allIsSent();
  });
  const [isComplete] = await Promise.all([counting, sending]);
  if (isComplete) printer.text('Last reply received from server.\n');
  else {
    const seconds = context.options.pipeTimeoutMs / 1000;
    world.terminal.complain(`No replies for ${seconds} seconds: exiting.`);
    counts.errors++;
  }
  printer.text(`errors: ${counts.errors}, replies: ${counts.replies}\n`);
  return counts.errors === 0;
}

async function sendInput({ world }: ToolContext, connection: ClientConnection): Promise<void> {
  for await (const chunk of world.terminal.chunks()) await connection.sendBytes(chunk.slice());
}

/** Counts replies until the marker comes back, or until nothing has come for too long. */
class ReplyCounter {
  errors = 0;
  replies = 0;
  readonly #context: ToolContext;
  readonly #connection: ClientConnection;
  readonly #marker: Uint8Array;
  #isAllSent = false;
  #giveUp: () => void = () => undefined;

  constructor(
    context: ToolContext,
    watched: { readonly connection: ClientConnection; readonly marker: Uint8Array },
  ) {
    this.#context = context;
    this.#connection = watched.connection;
    this.#marker = watched.marker;
  }

  /** From now on silence counts. */
  allIsSent(): void {
    this.#isAllSent = true;
    this.#watchSilence();
  }

  /** True when the marker came back. */
  run(): Promise<boolean> {
    const silence = new Promise<boolean>((resolve) => {
      this.#giveUp = () => resolve(false);
    });
    return Promise.race([this.#count(), silence]);
  }

  async #count(): Promise<boolean> {
    for (;;) {
      const reply = await this.#connection.next();
      if (reply.type === 'bulk' && equalBytes(reply.bytes, this.#marker)) return true;
      this.replies++;
      if (reply.type !== 'error') continue;
      this.errors++;
      this.#context.world.terminal.complain(reply.error.message);
    }
  }

  /** Looks again and again whether replies came meanwhile: a timer for each of millions would cost too much. */
  #watchSilence(): void {
    const { options, world } = this.#context;
    if (!this.#isAllSent || options.pipeTimeoutMs === 0) return;
    const seen = this.replies;
    world.clock.after(options.pipeTimeoutMs, () => {
      if (this.replies === seen) this.#giveUp();
      else this.#watchSilence();
    });
  }
}
