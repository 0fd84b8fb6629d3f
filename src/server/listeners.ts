import type { ChangeHook } from '../config/change-hook.ts';
import type { LiveConfig } from '../config/live-config.ts';
import { resolvePath } from '../config/paths.ts';
import type { Failure, Outcome } from '../ports/failure.ts';
import type { LogSink } from '../ports/log.ts';
import type {
  Listener,
  Network,
  ProxyProtocol,
  Socket,
  SocketHandler,
  TlsListenOptions,
} from '../ports/network.ts';
import type { ExtraListener, ListenerPolicy } from '../settings/listen-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { explainOwnClash, type NamedListener } from './own-clash.ts';
import type { ServerCertificates } from './server-certificates.ts';

export interface ListenersParts {
  readonly settings: Settings;
  readonly network: Network;
  readonly certificates: Pick<ServerCertificates, 'context'>;
  readonly log: LogSink;
  readonly accept: (socket: Socket, policy?: ListenerPolicy) => SocketHandler | undefined;
  /** Before a TLS handshake. */
  readonly admit: NonNullable<TlsListenOptions['admit']>;
  readonly proxies: ProxyProtocol;
  readonly onHandshakeFailed: NonNullable<TlsListenOptions['onHandshakeFailed']>;
  /** The numeric id of `unixsocketgroup`. */
  readonly groupId: (name: string) => Promise<number | undefined>;
}

type Kind = 'tcp' | 'tls' | 'unix';

interface TcpPlace {
  readonly kind: 'tcp' | 'tls';
  readonly addresses: readonly string[];
  readonly port: number;
  readonly policy?: ListenerPolicy;
}

interface UnixPlace {
  readonly path: string;
  /** 0: as `unixsocketperm` says. */
  readonly mode: number;
  readonly policy?: ListenerPolicy;
}

/** The open listeners, and how they change while the server runs. */
export class Listeners {
  readonly #parts: ListenersParts;
  readonly #open = new Map<Kind, Listener>();
  /** Those of `listen`, which stay as they are while the server runs. */
  #extra: readonly Listener[] = [];

  constructor(parts: ListenersParts) {
    this.#parts = parts;
  }

  /** Opens everything that the settings name, or nothing: the text says why, a log line each. */
  async open(): Promise<string | undefined> {
    const { settings } = this.#parts;
    for (const kind of ['tcp', 'tls', 'unix'] as const) {
      const opened = await this.#listen(kind, settings);
      if (opened === undefined) continue;
      if (!opened.ok) return await this.#giveUp(opened);
      this.#open.set(kind, opened.value);
      this.#warn(opened.value);
    }
    for (const line of settings.listen.extra) {
      const opened = await this.#listenAt(line, settings);
      if (!opened.ok) return await this.#giveUp(opened);
      this.#extra = [...this.#extra, opened.value];
      this.#warn(opened.value);
    }
    if (this.#open.size === 0 && this.#extra.length === 0)
      return 'Configured to not listen anywhere, exiting.';
    return undefined;
  }

  async #giveUp({ failure }: { readonly failure: Failure }): Promise<string> {
    await this.close();
    return failure.message;
  }

  #warn({ warnings }: Listener): void {
    for (const warning of warnings) this.#parts.log.line('warning', warning);
  }

  get(kind: Kind): Listener | undefined {
    return this.#open.get(kind);
  }

  /** Those of `listen`, in the order of their lines. */
  get extra(): readonly Listener[] {
    return this.#extra;
  }

  async close(): Promise<void> {
    const listeners = [...this.#open.values(), ...this.#extra];
    this.#open.clear();
    this.#extra = [];
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  /** CONFIG SET port, bind and tls-port. */
  register(config: LiveConfig): void {
    config.onChange(
      ['port'],
      this.#portHook('tcp', (settings) => settings.listen.port),
    );
    config.onChange(
      ['tls-port'],
      this.#portHook('tls', (settings) => settings.listen.tlsPort),
    );
    config.onChange(['bind'], this.#bindHook());
  }

  #portHook(kind: 'tcp' | 'tls', portOf: (settings: Settings) => number): ChangeHook {
    let fresh: Listener | undefined;
    return {
      prepare: async ({ next }) => {
        const opened = portOf(next) === 0 ? undefined : await this.#listen(kind, next);
        if (opened?.ok === false) {
          this.#parts.log.line('warning', opened.failure.message);
          return 'Unable to listen on this port. Check server logs.';
        }
        fresh = opened?.value;
        return undefined;
      },
      commit: () => {
        void this.#open.get(kind)?.close();
        if (fresh === undefined) this.#open.delete(kind);
        else this.#open.set(kind, fresh);
      },
      rollback: async () => {
        await fresh?.close();
      },
    };
  }

  /** The old addresses share the port with the new ones, so they are given up first and taken back on a failure. */
  #bindHook(): ChangeHook {
    return {
      prepare: async ({ before, next, names }) => {
        const complaint = await this.#rebind(next, names);
        // Nobody rolls back the hook that refuses, and one kind may have moved before the other one failed.
        if (complaint !== undefined) await this.#rebind(before, names);
        return complaint;
      },
      rollback: async ({ before, names }) => {
        await this.#rebind(before, names);
      },
    };
  }

  /** Moves both kinds to these addresses, but for one whose port changes too: its own hook opens that. */
  async #rebind(settings: Settings, names: ReadonlySet<string>): Promise<string | undefined> {
    let complaint: string | undefined;
    for (const kind of ['tcp', 'tls'] as const) {
      if (names.has(kind === 'tcp' ? 'port' : 'tls-port')) continue;
      await this.#open.get(kind)?.close();
      this.#open.delete(kind);
      const opened = await this.#listen(kind, settings);
      if (opened === undefined) continue;
      if (opened.ok) this.#open.set(kind, opened.value);
      else {
        this.#parts.log.line('warning', opened.failure.message);
        complaint = 'Failed to bind to specified addresses.';
      }
    }
    return complaint;
  }

  /** Undefined when the settings don't ask for this kind. */
  async #listen(kind: Kind, settings: Settings): Promise<Outcome<Listener> | undefined> {
    const { listen } = settings;
    if (kind === 'unix') {
      if (listen.unixsocket === '') return undefined;
      return await this.#listenUnix({ path: listen.unixsocket, mode: 0 }, settings);
    }
    const port = kind === 'tcp' ? listen.port : listen.tlsPort;
    if (port === 0 || listen.bind.length === 0) return undefined;
    return await this.#listenTcp({ kind, addresses: listen.bind, port }, settings);
  }

  async #listenAt(line: ExtraListener, settings: Settings): Promise<Outcome<Listener>> {
    const { kind, address, port, mode, policy } = line;
    return kind === 'unix'
      ? await this.#listenUnix({ path: address, mode, policy }, settings)
      : await this.#listenTcp({ kind, addresses: [address], port, policy }, settings);
  }

  async #listenTcp(place: TcpPlace, settings: Settings): Promise<Outcome<Listener>> {
    const { network, accept, admit, proxies, onHandshakeFailed } = this.#parts;
    const { limits } = settings;
    const options = {
      addresses: place.addresses,
      port: place.port,
      backlog: limits.tcpBacklog,
      keepAliveSeconds: limits.tcpKeepaliveSeconds,
      accept: (socket: Socket) => accept(socket, place.policy),
    };
    if (place.kind === 'tcp') return this.#explained(await network.listenTcp(options), place);
    const context = await this.#parts.certificates.context(settings);
    if (!context.ok) return context;
    const opened = await network.listenTls({
      ...options,
      tls: context.value,
      admit,
      proxies,
      onHandshakeFailed,
    });
    return this.#explained(opened, place);
  }

  #explained(opened: Outcome<Listener>, place: TcpPlace): Outcome<Listener> {
    if (opened.ok) return opened;
    const { addresses, port } = place;
    const own = place.kind === 'tls' ? 'tls-port' : 'port';
    const name = place.policy === undefined ? own : lineOf(addresses[0] ?? '', port);
    return {
      ok: false,
      failure: explainOwnClash(opened.failure, { name, addresses, port }, this.#named()),
    };
  }

  /** Those that are open, by the directives that opened them. */
  #named(): readonly NamedListener[] {
    const named = [...this.#open].map(([kind, listener]) => {
      return { name: kind === 'tls' ? 'tls-port' : 'port', listener };
    });
    const extra = this.#extra.map((listener) => {
      return { name: lineOf(listener.address, listener.port), listener };
    });
    return [...named, ...extra];
  }

  async #listenUnix(
    place: UnixPlace,
    { listen, limits, persistence }: Settings,
  ): Promise<Outcome<Listener>> {
    const { network, accept, groupId } = this.#parts;
    const group = listen.unixsocketGroup === '' ? undefined : await groupId(listen.unixsocketGroup);
    const mode = place.mode === 0 ? listen.unixsocketMode : place.mode;
    return await network.listenUnix({
      path: resolvePath(persistence.dir, place.path),
      backlog: limits.tcpBacklog,
      accept: (socket) => accept(socket, place.policy),
      ...(mode === 0 ? {} : { mode }),
      ...(group === undefined ? {} : { owner: { uid: -1, gid: group } }),
    });
  }
}

/** A line of `listen`, as it is written. */
function lineOf(address: string, port: number): string {
  return `listen ${address.includes(':') ? `[${address}]` : address}:${port}`;
}
