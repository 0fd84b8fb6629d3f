import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { NodeProcess } from './node-process.ts';

const MODULES = {
  process: new URL('./node-process.ts', import.meta.url).href,
  daemonizer: new URL('./node-daemonizer.ts', import.meta.url).href,
};
const PRELUDE = `import { NodeProcess } from ${JSON.stringify(MODULES.process)}; import { NodeDaemonizer } from ${JSON.stringify(MODULES.daemonizer)};`;

function program(source: string): string[] {
  return ['--import', 'tsx', '--input-type=module', '-e', PRELUDE + source];
}

test('SIGUSR1 opens no debugger', async () => {
  const source = `import { url } from 'node:inspector';
    new NodeProcess().refuseDebugger();
    const before = process.listenerCount('SIGUSR1');
    process.on('SIGUSR1', () => setImmediate(() => { console.log(before, url()); process.exit(); }));
    console.log('up'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, program(source));
  await once(child.stdout, 'data');
  child.kill('SIGUSR1');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(chunk.toString(), '1 undefined\n');
  await once(child, 'exit');
});

test('a Node without our handler does open one, so the test above can fail', async () => {
  const child = spawn(process.execPath, [
    '--inspect-port=17399',
    '-e',
    "console.log('up'); setInterval(() => {}, 1000);",
  ]);
  await once(child.stdout, 'data');
  child.kill('SIGUSR1');
  const [chunk] = (await once(child.stderr, 'data')) as [Buffer];
  assert.match(chunk.toString(), /Debugger listening/);
  const probe = connect(17_399, '127.0.0.1');
  await once(probe, 'connect');
  probe.destroy();
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('flags that open a debugger are refused by name, from the command line and from NODE_OPTIONS', () => {
  const check = program(
    'const found = new NodeProcess().refuseDebugger(); console.log(found.ok ? "ok" : found.failure.message); process.exit();',
  );
  const run = (flags: string[], options?: string): string =>
    spawnSync(process.execPath, [...flags, ...check], {
      encoding: 'utf8',
      env: { ...process.env, ...(options === undefined ? {} : { NODE_OPTIONS: options }) },
    }).stdout.trim();
  assert.equal(run([]), 'ok');
  assert.match(run(['--inspect=127.0.0.1:0']), /^--inspect opens a debugger/);
  assert.match(
    run([], '--max-old-space-size=4000 --inspect=127.0.0.1:0'),
    /^NODE_OPTIONS=--inspect opens a debugger/,
  );
});

test('signals reach their callback until it is taken away', async () => {
  const source = `const host = new NodeProcess();
    const off = host.onSignal('SIGHUP', () => { off(); console.log('reload'); });
    console.log('up'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, program(source));
  await once(child.stdout, 'data');
  child.kill('SIGHUP');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(chunk.toString(), 'reload\n');
  child.kill('SIGHUP');
  const [, signal] = (await once(child, 'exit')) as [null, string];
  assert.equal(signal, 'SIGHUP');
});

test('the numbers of the process are those of the kernel', () => {
  const host = new NodeProcess();
  assert.equal(host.pid, process.pid);
  assert.ok(host.memoryUse().rssBytes > 10_000_000);
  const use = host.processorUse();
  assert.ok(use.userSeconds > 0 && use.mainThreadUserSeconds >= 0);
  // The kernel counts whole ticks for the thread and microseconds for the process.
  assert.ok(use.mainThreadUserSeconds <= use.userSeconds + 0.05);
  assert.match(host.operatingSystem, /^\S+ \S+ \S+$/);
  assert.ok(host.loopUse().activeMs >= 0 && Number.isInteger(host.loopUse().cycles));
  assert.equal(
    host.openFilesLimit(),
    Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout),
  );
});

test('output to a reader that has gone does not end the process', async () => {
  const source = `const host = new NodeProcess(); host.standardOutput.write('one\\n');
    process.stdin.once('data', () => { host.standardOutput.write('two\\n'); setImmediate(() => { host.standardOutput.write('three\\n'); host.exit(7); }); });`;
  const child = spawn(process.execPath, program(source));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.write('go');
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 7);
});

const DAEMON = `const daemonizer = new NodeDaemonizer(); const host = new NodeProcess();
  if (daemonizer.isDaemon) { const input = await host.readStandardInput(); FATE; setInterval(() => {}, 1000); }
  else { const outcome = await daemonizer.start(new TextEncoder().encode('config')); console.log(JSON.stringify({ outcome, parent: process.pid })); }`;

function daemonize(fate: string): {
  outcome: { ok: boolean; value?: { pid: number }; failure?: { message: string } };
  parent: number;
} {
  // Evaluated programs aren't in argv, so the daemon gets them through NODE_OPTIONS-free execArgv, as a file would be.
  const result = spawnSync(process.execPath, program(DAEMON.replace('FATE', fate)), {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(result.status, 0, result.stderr);
  return JSON.parse(result.stdout) as ReturnType<typeof daemonize>;
}

test('a daemon gets the input that was read, reports, outlives its parent and leads a session of its own', () => {
  const { outcome, parent } = daemonize(
    "if (new TextDecoder().decode(input) === 'config') daemonizer.reportReady()",
  );
  assert.ok(outcome.ok, outcome.failure?.message);
  const pid = outcome.value?.pid ?? 0;
  assert.notEqual(pid, parent);
  const session = spawnSync('ps', ['-o', 'sid=', '-p', String(pid)], {
    encoding: 'utf8',
  }).stdout.trim();
  assert.equal(session, String(pid));
  process.kill(pid, 'SIGTERM');
});

test('a daemon that fails tells its parent why, or how it ended', () => {
  const told = daemonize(
    "daemonizer.reportFailed('port in use'); process.exitCode = 1; setTimeout(() => process.exit(), 50)",
  );
  assert.equal(told.outcome.failure?.message, 'port in use');
  const died = daemonize('process.exit(3)');
  assert.match(died.outcome.failure?.message ?? '', /exit code 3/);
});

test('what makes a service is the system’s manager and not process 1 as a parent, which adopts anybody', () => {
  const source = 'console.log(new NodeProcess().isSystemService, process.ppid); process.exit();';
  const uid = process.geteuid?.() ?? -1;
  const isSystem = String(process.platform === 'linux' && uid < 1000);
  // The shell ends at once, so its child is an orphan.
  const said = (env: Readonly<Record<string, string>>): string =>
    spawnSync('sh', ['-c', '"$@" &', 'sh', process.execPath, ...program(source)], {
      encoding: 'utf8',
      env: { ...process.env, INVOCATION_ID: '', STATE_DIRECTORY: '', ...env },
    }).stdout.split(' ')[0] ?? '';
  assert.equal(said({}), 'false');
  assert.equal(said({ INVOCATION_ID: '8b1cc4c6a2b04b4e8d1f' }), isSystem);
  assert.equal(said({ STATE_DIRECTORY: '/var/lib/mine' }), isSystem);
});
