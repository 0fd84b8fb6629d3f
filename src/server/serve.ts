import { REDIS_VERSION } from '../admin/redis-version.ts';
import { type CommandLine, parseCommandLine } from '../config/command-line.ts';
import { formatConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import type { LoadedConfig } from '../config/loaded-config.ts';
import { plainOrQuoted, splitArguments } from '../config/split-arguments.ts';
import { Settings } from '../settings/settings.ts';
import { resolveDataDirectory } from './data-directory.ts';
import { firstRun, type SecureHome } from './first-run.ts';
import type { ProgramStart, ProgramWorld } from './program.ts';
import { Run } from './run.ts';
import { showNewPassword } from './show-new-password.ts';

const OK = 0;
const FAILED = 1;
const DATA_DIR_WITHOUT_USE =
  '--data-dir is the directory of the secure mode, and a server with a configuration file of its own has none. Leave out one of the two.';

/** `casemate [redis.conf | -] [--flag value ...]`: runs until it is told to stop. The result is the exit code. */
export async function serve(world: ProgramWorld, words: readonly string[]): Promise<number> {
  const { host } = world;
  const debuggerRefused = host.refuseDebugger();
  if (!debuggerRefused.ok) return fail(world, debuggerRefused.failure.message);
  const commandLine = parseCommandLine(words);
  const standardInput = commandLine.readsStandardInput
    ? await host.readStandardInput()
    : new Uint8Array(0);
  const start = await readStart(world, commandLine, standardInput);
  if (typeof start === 'string') return fail(world, start);
  const { settings } = start.config;
  if (settings.process.daemonize && !world.daemonizer.isDaemon)
    return await startDaemon(world, start, standardInput);
  return await new Run(world, start).untilEnded();
}

/** The daemon finds the directory made and takes its lock itself. Nobody sees what it prints, so the password is shown here. */
async function startDaemon(
  world: ProgramWorld,
  { home }: ProgramStart,
  standardInput: Uint8Array,
): Promise<number> {
  await home?.lock?.release();
  showNewPassword(world.host, home);
  const daemon = await world.daemonizer.start(standardInput);
  return daemon.ok ? OK : fail(world, daemon.failure.message);
}

async function readStart(
  world: ProgramWorld,
  commandLine: CommandLine,
  standardInput: Uint8Array,
): Promise<ProgramStart | string> {
  const { host, disk } = world;
  const dropIn = commandLine.configFile !== undefined || commandLine.readsStandardInput;
  const settings = new Settings();
  let { configFile } = commandLine;
  let home: SecureHome | undefined;
  if (dropIn && flagValues(commandLine, 'data-dir').length > 0) return DATA_DIR_WITHOUT_USE;
  if (!dropIn) {
    const refused = await refusedFlags(world, commandLine);
    if (refused !== undefined) return refused;
    const made = await firstRun(world, {
      directory: await resolveDataDirectory(world, flagValues(commandLine, 'data-dir').at(-1)),
      insecureAllow: new Set(flagValues(commandLine, 'insecure-allow')),
    });
    if (!made.ok) return made.failure.message;
    home = made.value;
    configFile = home.paths.config;
    makeSecure(settings);
  }
  const loaded = await loadConfig(
    {
      ...commandLine,
      configFile,
      ...(commandLine.readsStandardInput ? { standardInput } : {}),
      workingDirectory: host.workingDirectory,
      settings,
    },
    disk,
  );
  const refusal = loaded.ok
    ? lockedOut(loaded.config, home)
    : formatConfigError(loaded.error, REDIS_VERSION);
  if (loaded.ok && refusal === undefined) return { config: loaded.config, home };
  await home?.lock?.release();
  showNewPassword(host, home);
  return refusal ?? '';
}

/** The secure mode's own file has lost its users (it was cut off, say): the lines that are printed would be refused. */
function lockedOut(
  { settings, users }: LoadedConfig,
  home: SecureHome | undefined,
): string | undefined {
  const { aclFile, requirepass, requirepassFile } = settings.security;
  const named = aclFile !== '' || users.length > 0 || requirepass !== '' || requirepassFile !== '';
  if (home === undefined || named) return undefined;
  const { config, users: file } = home.paths;
  return `Refusing to start: ${config} names no users, so nobody could log in.\nFix: restore the file, or add this line to it: aclfile ${plainOrQuoted(file)}`;
}

/** Judged before the data directory is made: a slip of the keyboard must not leave an administrator behind. */
async function refusedFlags(
  { host, disk }: ProgramWorld,
  commandLine: CommandLine,
): Promise<string | undefined> {
  const judged = await loadConfig(
    { ...commandLine, workingDirectory: host.workingDirectory },
    disk,
  );
  return judged.ok ? undefined : formatConfigError(judged.error, REDIS_VERSION);
}

/** Absolute, because a share of `maxmemory` is none without one. Twice the longest word, so that nobody honest meets it. */
const SECURE_CLIENTS_BYTES = 1 << 30;

/** The secure mode's defaults hold even for lines that somebody took out of its configuration file. */
function makeSecure(settings: Settings): void {
  settings.listen.bind = ['127.0.0.1', '-::1'];
  settings.security.missingDefault = 'off';
  settings.security.selectDenied = 'close';
  settings.security.revokeDisconnects = true;
  settings.security.passwordPolicy = 'refuse';
  settings.memory.maxmemoryClients = SECURE_CLIENTS_BYTES;
  settings.persistence.savePoints = [];
  settings.tls.autoReloadIntervalSeconds = 60;
}

/** What the flags say about a directive, before any file is read. */
function flagValues({ optionsText }: CommandLine, name: string): readonly string[] {
  return optionsText
    .split('\n')
    .map((line) => splitArguments(line) ?? [])
    .filter((line) => line[0]?.toLowerCase() === name)
    .flatMap((line) => line.slice(1));
}

function fail(world: ProgramWorld, message: string): number {
  world.host.standardError.write(`${message}\n`);
  if (world.daemonizer.isDaemon) world.daemonizer.reportFailed(message);
  return FAILED;
}
