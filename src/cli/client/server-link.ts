import { failed, type Outcome, success } from '../../ports/failure.ts';
import type { Network } from '../../ports/network.ts';
import type { Reply } from '../../resp/reply-value.ts';
import type { CommandWord } from '../../resp/request-encoder.ts';
import { ClientConnection, ConnectionLost } from './client-connection.ts';
import type { ServerChoice } from './find-server.ts';

/** Where a link leads, and what it says first. */
export interface LinkStart {
  readonly choice: ServerChoice;
  readonly protocol: 2 | 3;
}

/** Failures of `open`: nobody answered, the server refused the login or the database (the connection stands), or `drop` came first. */
export type LinkFailure = 'UNREACHABLE' | 'REFUSED' | 'DROPPED';

/** OpenSSL's words for a certificate that nobody known here has signed. */
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const NAME_THE_AUTHORITY =
  "The authority that signed the server's certificate isn't known here: name it with --cacert FILE (Casemate's own is ca.crt in the server's data directory).";

/** The way to one server: connects, logs in, and can do both again with the database that was chosen last. */
export class ServerLink {
  /** What a new connection begins with; the owner keeps them in step with SELECT and HELLO. */
  database: number;
  protocol: 2 | 3;
  /** Runs when a connection ends that nobody dropped. */
  onLost: () => void = () => undefined;
  readonly #network: Network;
  #choice: ServerChoice;
  #connection: ClientConnection | undefined;
  #attempt = 0;

  constructor(network: Network, start: LinkStart) {
    this.#network = network;
    this.#choice = start.choice;
    this.database = start.choice.database;
    this.protocol = start.protocol;
  }

  get name(): string {
    return this.#choice.name;
  }

  get choice(): ServerChoice {
    return this.#choice;
  }

  get isOpen(): boolean {
    return this.#connection?.isOpen === true;
  }

  /** True when the connection ended and nobody dropped it. */
  get wasLost(): boolean {
    return this.#connection !== undefined && !this.#connection.isOpen;
  }

  /** The connection in use; throws `ConnectionLost` when there is none. */
  get connection(): ClientConnection {
    if (this.#connection === undefined) throw new ConnectionLost('Not connected');
    return this.#connection;
  }

  /** Connects anew and introduces itself. */
  async open(): Promise<Outcome<void>> {
    this.drop();
    const attempt = this.#attempt;
    const opened = await this.#connect(() => {
      if (attempt === this.#attempt) this.onLost();
    });
    if (!opened.ok) return opened;
    if (attempt !== this.#attempt) {
      opened.value.close();
      return failed('DROPPED' satisfies LinkFailure, 'Interrupted');
    }
    this.#connection = opened.value;
    return this.#introduce(opened.value);
  }

  /** Goes to another server with the next `open`. */
  retarget(choice: ServerChoice): void {
    this.drop();
    this.#choice = choice;
    this.database = choice.database;
  }

  /** Ends the connection, or the attempt to make one. */
  drop(): void {
    this.#attempt++;
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #connect(onLost: () => void): Promise<Outcome<ClientConnection>> {
    const problems: string[] = [];
    for (const target of this.#choice.targets) {
      const opened = await ClientConnection.open(this.#network, target, onLost);
      if (opened.ok) return opened;
      problems.push(opened.failure.message);
      if (UNKNOWN_AUTHORITY.has(opened.failure.code)) problems.push(NAME_THE_AUTHORITY);
    }
    return failed('UNREACHABLE' satisfies LinkFailure, problems.join('\n'));
  }

  /** Authenticates, chooses the protocol and the database. */
  async #introduce(connection: ClientConnection): Promise<Outcome<void>> {
    try {
      for (const words of this.#introduction()) {
        const reply = await connection.call(words);
        const problem = problemOf(words, reply);
        if (problem !== undefined)
          return failed('REFUSED' satisfies LinkFailure, `${problem}${this.#source(problem)}`);
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      return failed('UNREACHABLE' satisfies LinkFailure, `Error: ${error.message}`);
    }
    return success(undefined);
  }

  /** Another server's file is the usual reason why a password that nobody typed is wrong. */
  #source(problem: string): string {
    const { passwordFile } = this.#choice;
    return passwordFile === undefined || !problem.includes(': WRONGPASS ')
      ? ''
      : `\nThe password is the one in ${passwordFile}: name the directory of the server that you mean with --data-dir.`;
  }

  #introduction(): readonly (readonly CommandWord[])[] {
    const { user, password } = this.#choice;
    const steps: CommandWord[][] = [];
    if (this.protocol === 3) {
      const login = password === undefined ? [] : ['AUTH', user ?? 'default', password];
      steps.push(['HELLO', 3, ...login]);
    } else if (password !== undefined) {
      steps.push(['AUTH', ...(user === undefined ? [] : [user]), password]);
    }
    if (this.database > 0) steps.push(['SELECT', this.database]);
    return steps;
  }
}

function problemOf(
  [name = '', argument = '']: readonly CommandWord[],
  reply: Reply,
): string | undefined {
  if (reply.type !== 'error') return undefined;
  const what = name === 'SELECT' ? `SELECT ${String(argument)}` : String(name);
  return `${what} failed: ${reply.error.message}`;
}
