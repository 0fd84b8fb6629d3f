import assert from 'node:assert/strict';
import { concatBytes, fromLatin1 } from '../../src/base/bytes.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { RunningServer, type StartRefusal } from '../../src/server/running-server.ts';
import { nextTurn, STAND_HOST, StandingClock } from './instance-stand.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { StandNetwork } from './stand-network.ts';
import { StandSocket } from './stand-socket.ts';

/** A server from its configuration file to its end, with a network and a disk that the test holds. */
export class ServerStand {
  readonly network = new StandNetwork();
  readonly disk = new SimulatedDisk(STAND_HOST.uid);
  readonly clock = new StandingClock();
  readonly log: string[] = [];
  /** The environment. */
  readonly variables: Record<string, string> = {};
  ended = 0;
  #server: RunningServer | undefined;

  /** The refusal, or undefined when it runs. Lines, or a whole file. */
  async start(...lines: readonly (string | Uint8Array)[]): Promise<StartRefusal | undefined> {
    const text = lines.map((line) => (typeof line === 'string' ? fromLatin1(`${line}\n`) : line));
    await this.disk.writeFile('/c.conf', concatBytes(text), { mode: 0o600 });
    const loaded = await loadConfig(
      { configFile: '/c.conf', readsStandardInput: false, optionsText: '', workingDirectory: '/' },
      this.disk,
    );
    assert.ok(loaded.ok);
    const { clock, disk, log, network } = this;
    this.#server = new RunningServer({
      config: loaded.config,
      ports: {
        clock,
        disk,
        entropy: { fill: (into) => void into.fill(7) },
        crypto: new NodeCrypto(),
        log: { line: (level, text) => void log.push(`${level} ${text}`) },
        host: { ...STAND_HOST, environment: (name) => this.variables[name] },
      },
      network,
      version: '1.2.3',
      groupId: () => Promise.resolve(undefined),
      facts: { fromArguments: new Set(), files: [] },
      mode: 'drop-in',
      directory: undefined,
      ended: () => {
        this.ended++;
      },
    });
    return await this.#server.start();
  }

  get server(): RunningServer {
    assert.ok(this.#server !== undefined);
    return this.#server;
  }

  connect(): StandSocket {
    const socket = new StandSocket();
    const handler = this.network.knock('127.0.0.1:6379', socket);
    assert.ok(handler !== undefined, socket.written);
    return socket;
  }

  /** A new connection sends this and gets that. */
  say(line: string): Promise<string> {
    return this.client()(line);
  }

  /** A new connection, which sends a line and gets what answers it. */
  client(): (line: string) => Promise<string> {
    const socket = new StandSocket();
    const handler = this.network.knock('127.0.0.1:6379', socket);
    return async (line) => {
      const bytes = fromLatin1(`${line}\r\n`);
      handler?.onBytes(bytes, bytes.length);
      for (let turn = 0; socket.written === '' && turn < 100; turn++) await nextTurn();
      return socket.take();
    };
  }
}
