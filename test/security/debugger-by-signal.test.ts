import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { casemateArguments } from '../support/casemate-server.ts';
import { workFolder } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';

/** Node's inspector, where a signal or a flag opens it. */
const INSPECTOR_PORT = 9229;

test('debugger by signal: SIGUSR1 opens no port and the server goes on', async (context) => {
  const server = await startSecureServer(context);
  const client = await server.admin();
  for (let i = 0; i < 3; i++) {
    server.program.kill('SIGUSR1');
    // A reply that was asked for after the signal: the signal has been handled, and nobody was thrown out.
    assert.equal(await client.call('PING'), 'PONG');
  }
  assert.deepEqual(listeningPorts(server.program.pid), [server.port, server.tlsPort].sort());
  assert.doesNotMatch(server.program.output, /Debugger listening|inspector/i);
  assert.ok(server.program.running);
});

test('debugger by signal: flags that open it are refused, wherever they stand', async (context) => {
  const data = path.join(await workFolder(context), 'data');
  const words = casemateArguments('--data-dir', data, '--port', '0', '--tls-port', '0');
  const flag = '--inspect=127.0.0.1:0';
  const ways = [
    { args: [flag, ...words], env: {}, names: /^--inspect opens a debugger/m },
    { args: words, env: { NODE_OPTIONS: flag }, names: /^NODE_OPTIONS=--inspect opens a/m },
    {
      args: words,
      env: { NODE_OPTIONS: `--inspect-port=${INSPECTOR_PORT}` },
      names: /NODE_OPTIONS=--inspect-port/,
    },
  ];
  for (const { args, env, names } of ways) {
    const { status, stderr, stdout } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    assert.equal(status, 1, stderr);
    assert.match(stderr, names);
    assert.doesNotMatch(stdout, /Ready to accept/);
  }
});

/** TCP ports on which this process listens, as the kernel tells. */
function listeningPorts(pid: number): number[] {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set(
    readdirSync(folder).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const ports = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === '0A' && inodes.has(columns[9] ?? ''))
      .map((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16)),
  );
  return [...new Set(ports)].sort();
}
