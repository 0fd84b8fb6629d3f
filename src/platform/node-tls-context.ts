import type { Socket as NetSocket } from 'node:net';
import type { Server, TLSSocket, TlsOptions } from 'node:tls';
import { createServer } from 'node:tls';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type {
  Handshaking,
  ProxyHeader,
  TlsContextOptions,
  TlsListenOptions,
} from '../ports/network.ts';
import type {
  CertificatesInUse,
  TlsClientPolicy,
  TlsContext,
  TlsMaterial,
  TlsPolicy,
} from '../ports/tls.ts';
import { checkTls } from './check-tls.ts';
import { NamedContexts } from './named-contexts.ts';
import { NodeSocket } from './node-socket.ts';
import { readPeerCertificate } from './peer-certificate.ts';
import { awaitProxyHeader } from './proxied-handshake.ts';
import { nodeTlsOptions } from './tls-options.ts';

/** Whom a listener's connections belong to once they are secure. */
export type TlsOwner = Pick<TlsListenOptions, 'accept' | 'admit' | 'proxies' | 'onHandshakeFailed'>;

/** Somebody whose handshake is under way: the proxy until its header has come, then who is behind it. */
interface Peer {
  readonly address: string;
  /** Whom a proxy has named. */
  readonly client?: NonNullable<ProxyHeader['client']>;
}

/**
 * TLS state shared by listeners. Plain connections are accepted elsewhere and handed to a `tls.Server` that doesn't listen itself,
 * so a reload swaps one reference: a handshake runs wholly with the old pair or wholly with the new one. A listener notices it at its
 * next connection; so nothing is kept here of listeners, which come and go.
 */
export class NodeTlsContext implements TlsContext {
  #options: TlsOptions;
  #clients: TlsClientPolicy;
  #certificates: CertificatesInUse;
  readonly #handshakeTimeoutMs: number;
  /** By the two ends of their connections. An entry ends with its socket, if not before. */
  readonly #underWay = new Map<string, Peer>();

  private constructor(options: TlsContextOptions, certificates: CertificatesInUse) {
    this.#handshakeTimeoutMs = options.handshakeTimeoutMs;
    this.#clients = options.policy.clients;
    this.#certificates = certificates;
    this.#options = serverOptions(options);
  }

  static create(options: TlsContextOptions): Outcome<NodeTlsContext> {
    const checked = checkTls(options.material, options.policy);
    return checked.ok ? success(new NodeTlsContext(options, checked.value)) : checked;
  }

  get handshaking(): number {
    return this.#underWay.size;
  }

  get certificates(): CertificatesInUse {
    return this.#certificates;
  }

  reload(material: TlsMaterial, policy: TlsPolicy): Outcome<void> {
    const checked = checkTls(material, policy);
    if (!checked.ok) return checked;
    const ended = endedInstead(this.#certificates, checked.value, Date.now());
    if (ended !== undefined) return failed('ETLSCERT', `Failed to load certificate: ${ended}`);
    const handshakeTimeoutMs = this.#handshakeTimeoutMs;
    this.#options = serverOptions({ material, policy, handshakeTimeoutMs });
    this.#clients = policy.clients;
    this.#certificates = checked.value;
    return success(undefined);
  }

  /** Returns what begins the handshake on a connection that a listener of this owner accepted. */
  attach(owner: TlsOwner): (accepted: NetSocket) => void {
    let options = this.#options;
    let server = this.#newServer(owner);
    const handshake = (accepted: NetSocket): void => {
      if (options !== this.#options) {
        options = this.#options;
        server = this.#newServer(owner);
      }
      // Who ends his half before it is done has nothing to wait for: half-open, he would keep a place until the deadline.
      accepted.allowHalfOpen = false;
      server.emit('connection', accepted);
    };
    return (accepted) => {
      accepted.on('error', ignoreBrokenHandshake);
      const address = plainAddress(accepted);
      const { proxies } = owner;
      if (!this.#admit(accepted, owner, { address })) return;
      if (proxies?.isProxy(address) !== true) {
        handshake(accepted);
        return;
      }
      awaitProxyHeader(
        accepted,
        { proxies, address },
        {
          arrived: (client) => {
            const peer = client === undefined ? { address } : { address: client.address, client };
            if (this.#admit(accepted, owner, peer)) handshake(accepted);
          },
          refused: (reason) => {
            owner.onHandshakeFailed?.(address, reason, 'other');
            accepted.destroy();
          },
        },
      );
    };
  }

  /** Asks the owner, and counts who is let in. */
  #admit(accepted: NetSocket, { admit }: TlsOwner, peer: Peer): boolean {
    const ends = endsOf(accepted);
    // Asked again about somebody, as the client of a proxy, the census is one without him.
    const isKnown = this.#underWay.delete(ends);
    if (admit !== undefined && !admit(peer.address, this.#census())) {
      accepted.destroy();
      return false;
    }
    this.#underWay.set(ends, peer);
    if (!isKnown) accepted.once('close', () => this.#underWay.delete(ends));
    return true;
  }

  #census(): Handshaking {
    const underWay = this.#underWay;
    return {
      total: underWay.size,
      from(isSame) {
        let count = 0;
        for (const { address } of underWay.values()) if (isSame(address)) count++;
        return count;
      },
    };
  }

  #newServer(owner: TlsOwner): Server {
    const server = createServer(this.#options);
    const clients = this.#clients;
    server.on('secureConnection', (secured) => {
      secured.allowHalfOpen = true;
      const { address, client } = this.#finished(secured);
      // A certificate that was shown and can't be verified is refused even where none is needed, as in redis-server:
      // an optional certificate must not become a way to claim a name (certificate tricks).
      const certificate = clients === 'no' ? undefined : readPeerCertificate(secured);
      if (certificate !== undefined && !certificate.verified) {
        const reason = certificateErrorOf(secured) ?? 'certificate verify failed';
        owner.onHandshakeFailed?.(address, reason, 'certificate');
        secured.on('error', ignoreBrokenHandshake);
        secured.destroy();
        return;
      }
      const origin = {
        kind: 'tls' as const,
        ...(certificate === undefined ? {} : { peerCertificate: certificate }),
        ...(client === undefined ? {} : { client }),
      };
      NodeSocket.open(secured, origin, owner.accept);
    });
    server.on('tlsClientError', (error, socket) => {
      const { address } = this.#finished(socket);
      const reason = certificateErrorOf(socket);
      if (reason === undefined) owner.onHandshakeFailed?.(address, error.message, 'other');
      else owner.onHandshakeFailed?.(address, reason, 'certificate');
      socket.destroy();
    });
    return server;
  }

  /** Whose handshake it was. */
  #finished(socket: NetSocket): Peer {
    const accepted = socketBelow(socket);
    const ends = endsOf(accepted);
    const peer = this.#underWay.get(ends);
    this.#underWay.delete(ends);
    return peer ?? { address: plainAddress(accepted) };
  }
}

function serverOptions({ material, policy, handshakeTimeoutMs }: TlsContextOptions): TlsOptions {
  const options = nodeTlsOptions(material, policy, handshakeTimeoutMs);
  const named = new NamedContexts(material.named ?? [], options);
  if (named.isEmpty) return options;
  return {
    ...options,
    SNICallback: (name, answer) => {
      answer(null, named.find(name));
    },
  };
}

/** A certificate that nobody accepts any more is no replacement for one that is good. */
function endedInstead(
  old: CertificatesInUse,
  next: CertificatesInUse,
  nowMs: number,
): string | undefined {
  if (next.server.notAfterMs < nowMs && old.server.notAfterMs >= nowMs)
    return 'it has ended, and the one in use has not (tls-cert-file)';
  return undefined;
}

/** Reported through `tlsClientError` or `onClose` already; without a listener it would end the process. */
function ignoreBrokenHandshake(): void {
  return;
}

/** What is wrong with the certificate that the client has shown, by OpenSSL's name. */
function certificateErrorOf(socket: TLSSocket): string | undefined {
  // Typed as an Error, in truth OpenSSL's code as a string, and null while the peer is trusted.
  const reason = socket.authorizationError as unknown;
  return typeof reason === 'string' ? reason : undefined;
}

/** Node names it so below a TLS socket. When both are destroyed, only this one, which was asked before, knows its peer. */
function socketBelow(socket: NetSocket & { readonly _parent?: NetSocket }): NetSocket {
  return socket._parent ?? socket;
}

function endsOf(socket: NetSocket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0} ${socket.localAddress ?? ''} ${socket.localPort ?? 0}`;
}

function plainAddress(socket: NetSocket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=.*\.)/, '');
}
