import type { Session, SessionLink } from '../engine/session.ts';
import type { SessionRegistry } from '../engine/session-registry.ts';
import type { ServerStats } from '../observe/server-stats.ts';
import type { Clock } from '../ports/clock.ts';
import type { Handshaking, ProxyProtocol, Socket, SocketHandler } from '../ports/network.ts';
import type { PeerCertificate } from '../ports/tls.ts';
import type { ListenerPolicy } from '../settings/listen-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { ProxiedConnection } from './proxied-socket.ts';
import { PROXY_HEADER_BYTES_MAX, readProxyHeader } from './proxy-header.ts';
import { sourceGroup } from './source-group.ts';

const FULL = '-ERR max number of clients reached\r\n';
const TOO_MANY = '-ERR too many connections from your address that have not authenticated\r\n';
const PROTECTED =
  '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the ' +
  'default user. In this mode connections are only accepted from the loopback interface. Set a password with ' +
  "requirepass (or an ACL user and 'user default off') and connect again; or, if strangers can't reach this port, " +
  "switch it off with 'protected-mode no'.\r\n";

/** A proxy that hasn't sent its header by then is gone or no proxy. */
const PROXY_HEADER_TIMEOUT_MS = 10_000;

export interface DoormanParts {
  readonly settings: Settings;
  /** Nobody has to log in there: `default` is admitted, is on and needs no password. */
  readonly isOpenThrough: (policy: ListenerPolicy | undefined) => boolean;
  readonly sessions: SessionRegistry;
  readonly clock: Pick<Clock, 'after' | 'wallMs'>;
  /** Whether connections from there begin with a PROXY header (`proxy-protocol-from`). */
  readonly isProxy: (remoteAddress: string) => boolean;
  readonly stats: ServerStats;
  readonly host: Pick<ConnectionHost, 'turn' | 'pipeline' | 'limits' | 'memory' | 'log' | 'ending'>;
  /** A session for a new connection, logged in when nobody has to. */
  readonly newSession: (link: SessionLink) => Session;
  /** Logs a session in that has shown a certificate, if the certificate names a user. */
  readonly identify: (session: Session, certificate: PeerCertificate) => void;
  /** The session has ended: what else was kept for it. */
  readonly forget: (session: Session) => void;
}

/** How a connection has come as far as the door. */
interface Coming {
  /** Of its listener. */
  readonly policy: ListenerPolicy | undefined;
  /** When it began, if it had to send a header before. */
  readonly sinceMs?: number;
}

/** Decides at the listener who may come in at all, before a byte is read. */
export class Doorman {
  readonly #parts: DoormanParts;
  readonly #host: ConnectionHost;
  /** Connections that have not authenticated, by source group (attack row "connection flood"). */
  readonly #strangers = new Map<string, number>();
  readonly #connections = new Map<Session, Connection>();
  /** Connections of proxies whose header hasn't come. They take places, or whoever can connect as a proxy has them all. */
  #withoutHeader = 0;
  /** For TLS listeners, where the header comes before the handshake. */
  readonly proxies: ProxyProtocol;

  constructor(parts: DoormanParts) {
    this.#parts = parts;
    this.proxies = {
      isProxy: parts.isProxy,
      readHeader: readHeaderOf,
      headerBytesMax: PROXY_HEADER_BYTES_MAX,
      headerTimeoutMs: () => this.#headerTimeoutMs(),
    };
    this.#host = {
      ...parts.host,
      authenticated: (connection) => {
        if (connection.countsAsStranger) this.#noLongerStranger(connection);
      },
      closed: (connection) => {
        this.#closed(connection);
      },
    };
  }

  /** For listeners: the handler of a new socket, or undefined after saying why not. */
  readonly accept = (socket: Socket, policy?: ListenerPolicy): SocketHandler | undefined => {
    return socket.kind === 'tcp' && this.#parts.isProxy(socket.remoteAddress)
      ? this.#awaitHeader(socket, policy)
      : this.#admit(socket, { policy });
  };

  /** Until its header has come, a connection counts as a stranger at the proxy's own address. */
  #awaitHeader(socket: Socket, policy: ListenerPolicy | undefined): SocketHandler | undefined {
    const { clock, host } = this.#parts;
    const refusal = this.#refusal(socket, policy);
    if (refusal !== undefined) return this.#turnAway(socket, refusal);
    const group = sourceGroup(socket.remoteAddress);
    const sinceMs = clock.wallMs();
    this.#withoutHeader++;
    this.#count(group, 1);
    return new ProxiedConnection(socket, {
      accept: (proxied) => this.#admit(proxied, { policy, sinceMs }),
      proxies: this.proxies,
      clock,
      settled: () => {
        this.#withoutHeader--;
        this.#count(group, -1);
      },
      refused: (reason) => {
        host.log.line(
          'notice',
          `Closing a connection from the proxy ${socket.remoteAddress}: ${reason}`,
        );
      },
    });
  }

  #headerTimeoutMs(): number {
    const { preauthDeadlineMs } = this.#parts.settings.limits;
    return preauthDeadlineMs > 0
      ? Math.min(preauthDeadlineMs, PROXY_HEADER_TIMEOUT_MS)
      : PROXY_HEADER_TIMEOUT_MS;
  }

  #admit(socket: Socket, { policy, sinceMs }: Coming): SocketHandler | undefined {
    const refusal = this.#refusal(socket, policy);
    if (refusal !== undefined) return this.#turnAway(socket, refusal);
    this.#parts.stats.connected();
    const connection = this.#open(socket, policy);
    // The deadline before AUTH began with the connection, not with its header.
    if (sinceMs !== undefined) connection.session.strangerSinceMs = sinceMs;
    return connection;
  }

  #turnAway(socket: Socket, refusal: string): SocketHandler | undefined {
    this.#parts.stats.rejected();
    socket.write(Uint8Array.from(refusal, (character) => character.charCodeAt(0)));
    return undefined;
  }

  /**
   * Before a TLS handshake, which is work: may this address have one more? Handshakes that are under way count as the
   * strangers they will be, or stalled ones would take places without number (connection flood).
   */
  readonly admitsHandshake = (remoteAddress: string, handshaking: Handshaking): boolean => {
    const { settings } = this.#parts;
    const places = this.#placesTaken() + handshaking.total;
    if (places >= settings.limits.maxclients) return false;
    const group = sourceGroup(remoteAddress);
    return !this.#hasTooMany(
      group,
      handshaking.from((address) => sourceGroup(address) === group),
    );
  };

  /** Undefined for a session without a socket. */
  connectionOf(session: Session): Connection | undefined {
    return this.#connections.get(session);
  }

  get connections(): Iterable<Connection> {
    return this.#connections.values();
  }

  #refusal(socket: Socket, policy: ListenerPolicy | undefined): string | undefined {
    const { settings } = this.#parts;
    const isOpen = this.#parts.isOpenThrough(policy);
    const { maxclients, maxclientsReserve } = settings.limits;
    // The operator gets in through the Unix socket when strangers have taken every other place.
    const isForOperator = socket.kind === 'unix' && policy?.admin !== false;
    const places = isForOperator ? maxclients + maxclientsReserve : maxclients;
    if (this.#placesTaken() >= places) return FULL;
    if (socket.kind === 'unix') return undefined;
    if (settings.security.protectedMode && isOpen && !isLoopback(socket.remoteAddress))
      return PROTECTED;
    return !isOpen && this.#hasTooMany(sourceGroup(socket.remoteAddress)) ? TOO_MANY : undefined;
  }

  #placesTaken(): number {
    return this.#parts.sessions.size + this.#withoutHeader;
  }

  #open(socket: Socket, policy: ListenerPolicy | undefined): Connection {
    const { sessions, settings, newSession, identify } = this.#parts;
    const connection = new Connection(socket, this.#host, policy);
    const session = newSession(connection);
    connection.attach(session);
    if (socket.peerCertificate !== undefined) identify(session, socket.peerCertificate);
    if (!session.authenticated && socket.kind !== 'unix') this.#countStranger(connection);
    if (socket.kind !== 'unix') socket.setKeepAlive(settings.limits.tcpKeepaliveSeconds);
    sessions.add(session);
    this.#connections.set(session, connection);
    this.#host.memory.joined(connection);
    return connection;
  }

  #closed(connection: Connection): void {
    const { session } = connection;
    if (connection.countsAsStranger) this.#noLongerStranger(connection);
    this.#connections.delete(session);
    this.#host.memory.forget(connection);
    this.#parts.stats.ended({
      inputBytes: session.inputBytes,
      outputBytes: session.outputBytesTotal,
    });
    this.#parts.sessions.remove(session);
    this.#parts.forget(session);
  }

  #hasTooMany(group: string, handshaking = 0): boolean {
    const { perSourceConnectionsMax } = this.#parts.settings.limits;
    return (
      perSourceConnectionsMax !== 0 &&
      (this.#strangers.get(group) ?? 0) + handshaking >= perSourceConnectionsMax
    );
  }

  #countStranger(connection: Connection): void {
    connection.countsAsStranger = true;
    this.#count(sourceGroup(connection.socket.remoteAddress), 1);
  }

  #noLongerStranger(connection: Connection): void {
    connection.countsAsStranger = false;
    this.#count(sourceGroup(connection.socket.remoteAddress), -1);
  }

  #count(group: string, more: 1 | -1): void {
    const count = (this.#strangers.get(group) ?? 0) + more;
    if (count === 0) this.#strangers.delete(group);
    else this.#strangers.set(group, count);
  }
}

/** A loopback address is this machine's only when the proxy is on it: `local` must not mean another machine. */
function readHeaderOf(
  bytes: Uint8Array,
  proxyAddress: string,
): ReturnType<ProxyProtocol['readHeader']> {
  const header = readProxyHeader(bytes);
  const isForeign =
    typeof header !== 'string' &&
    header.client !== undefined &&
    isLoopback(header.client.address) &&
    !isLoopback(proxyAddress);
  return isForeign ? 'invalid' : header;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
