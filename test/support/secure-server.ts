import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { lastly } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { Program, workFolder } from './program.ts';
import { RespClient, type RespClientOptions } from './resp-client.ts';

/** Casemate in its secure mode, as somebody finds it who has just started it. */
export interface SecureServer {
  readonly program: Program;
  /** Its data directory. */
  readonly data: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly socket: string;
  /** Of the user `admin`. */
  readonly password: string;
  /** The certificate of the local authority. */
  readonly authority: string;
  /** Logs in as `admin` over TCP unless the options say otherwise. */
  admin(options?: RespClientOptions): Promise<RespClient>;
  file(name: string): string;
}

export interface SecureServerOptions {
  /** Of an earlier start. */
  readonly data?: string;
  readonly ports?: readonly [tcp: number, tls: number];
  readonly args?: readonly string[];
}

/** Starts it with `--data-dir` in a folder of its own, or on what an earlier start left. */
export async function startSecureServer(
  context: TestContext,
  options: SecureServerOptions = {},
): Promise<SecureServer> {
  const data = options.data ?? path.join(await workFolder(context), 'data');
  const [port, tlsPort] = options.ports ?? [await freePort(), await freePort()];
  const ports = ['--port', String(port), '--tls-port', String(tlsPort)];
  const program = Program.start(context, {
    args: ['--data-dir', data, ...ports, ...(options.args ?? [])],
  });
  await program.waitFor(/Connect with/);
  const file = (name: string): string => path.join(data, name);
  const { password, authority, socket } = JSON.parse(
    readFileSync(file('credentials.json'), 'utf8'),
  ) as { password: string; authority: string; socket: string };
  return {
    program,
    data,
    port,
    tlsPort,
    socket,
    password,
    authority,
    file,
    admin: async (more = {}) => {
      const client = await RespClient.connect({ port, username: 'admin', password, ...more });
      lastly(context, () => client.close());
      return client;
    },
  };
}
