import type { Disk } from '../ports/disk.ts';
import { Settings } from '../settings/settings.ts';
import { decodeText } from './byte-text.ts';
import type { CommandLine } from './command-line.ts';
import { type ConfigError, systemMessage } from './config-error.ts';
import { warningsOf } from './config-warnings.ts';
import {
  type ConfigWarning,
  type DirectiveLine,
  type LoadedConfig,
  type LoadResult,
  lineError,
  type Origin,
} from './loaded-config.ts';
import type { Option } from './option.ts';
import { namesOf, OPTIONS } from './options/options.ts';
import { expandGlob, hasWildcard, resolvePath } from './paths.ts';
import { splitArguments } from './split-arguments.ts';

/** What reading a configuration needs of the disk. */
export type ConfigDisk = Pick<Disk, 'readFile' | 'list' | 'stat' | 'lstat' | 'realPath'>;

/** What is read. */
export interface ConfigSource extends CommandLine {
  /** What standard input said, when `readsStandardInput`. */
  readonly standardInput?: Uint8Array;
  /** Where relative paths begin until `dir` changes it. */
  readonly workingDirectory: string;
  /** Values to start from, which are written to; the defaults when absent. */
  readonly settings?: Settings;
}

/** Reads file, standard input and flags, in this order. The last line about a directive counts. */
export async function loadConfig(source: ConfigSource, disk: ConfigDisk): Promise<LoadResult> {
  const loader = new ConfigLoader(source, disk);
  const error = await loader.load();
  return error === undefined ? { ok: true, config: loader.loaded() } : { ok: false, error };
}

/** A file that includes itself ends here and not with the memory. */
const MAX_INCLUDE_DEPTH = 16;

const NAMES = namesOf(OPTIONS);

const DATA_DIR_IN_FILE =
  'data-dir is an argument (--data-dir PATH): it says where the configuration file of the secure mode stands, and a server with a file of its own has no such directory';

/** Directives of old Redis versions that were dropped and are skipped. */
const SKIPPED = new Set([
  'list-max-ziplist-entries',
  'list-max-ziplist-value',
  'lua-replicate-commands',
]);

interface Part {
  readonly text: string;
  readonly source: Origin['source'];
  readonly path: string | undefined;
}

class ConfigLoader {
  readonly #source: ConfigSource;
  readonly #disk: ConfigDisk;
  readonly #settings: Settings;
  readonly #given = new Map<string, Origin>();
  readonly #renames: DirectiveLine[] = [];
  readonly #users: DirectiveLine[] = [];
  readonly #files: string[] = [];
  #workingDirectory: string;
  #depth = 0;

  constructor(source: ConfigSource, disk: ConfigDisk) {
    this.#source = source;
    this.#disk = disk;
    this.#settings = source.settings ?? new Settings();
    this.#workingDirectory = source.workingDirectory;
  }

  async load(): Promise<ConfigError | undefined> {
    const { configFile, standardInput, optionsText } = this.#source;
    const parts: Part[] = [];
    if (configFile !== undefined) {
      const path = resolvePath(this.#workingDirectory, configFile);
      const text = await this.#readText(path);
      if (typeof text !== 'string') return text;
      this.#settings.process.configFile = path;
      parts.push({ text, source: 'file', path });
    }
    if (standardInput !== undefined) {
      parts.push({ text: decodeText(standardInput), source: 'standard input', path: undefined });
    }
    // Redis joins all of it to one text with the flags on a line of their own, and counts lines through it.
    parts.push({ text: `\n${optionsText}`, source: 'arguments', path: undefined });
    const error = await this.#readParts(parts);
    if (!this.#given.has('dir')) this.#settings.persistence.dir = this.#workingDirectory;
    return error;
  }

  loaded(): LoadedConfig {
    return {
      settings: this.#settings,
      given: this.#given,
      renames: this.#renames,
      users: this.#users,
      files: this.#files,
      warnings: [
        ...warningsOf(this.#settings, this.#given),
        ...this.#users.flatMap(accountWarning),
      ],
    };
  }

  async #readText(path: string): Promise<string | ConfigError> {
    const file = await this.#disk.readFile(path);
    if (!file.ok) return { kind: 'unreadable', path, reason: systemMessage(file.failure) };
    this.#files.push(path);
    return decodeText(file.value);
  }

  async #readParts(parts: readonly Part[]): Promise<ConfigError | undefined> {
    let line = 1;
    for (const { text, source, path } of parts) {
      const lines = text.split('\n');
      for (const [at, content] of lines.entries()) {
        const origin = { source, path, isIncluded: this.#depth > 0, line: line + at };
        const error = await this.#readLine(content.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''), origin);
        if (error !== undefined) return error;
      }
      line += lines.length - 1;
    }
    return undefined;
  }

  async #readLine(text: string, origin: Origin): Promise<ConfigError | undefined> {
    if (text === '' || text.startsWith('#')) return undefined;
    const words = splitArguments(text);
    if (words === undefined)
      return lineError({ text, origin }, 'Unbalanced quotes in configuration line');
    const [given, ...rest] = words;
    if (given === undefined) return undefined;
    const name = given.toLowerCase();
    if (name === 'include' && rest.length === 1)
      return this.#include(rest[0] ?? '', { text, origin });
    const reason = await this.#direct(name, { text, words: rest, origin });
    return reason === undefined
      ? undefined
      : lineError({ text, origin }, `${reason}${hintAt(reason, rest)}`);
  }

  /** Carries a directive out, or says what is wrong with it. */
  async #direct(name: string, line: DirectiveLine): Promise<string | undefined> {
    const { words } = line;
    const option = NAMES.get(name)?.option;
    if (option !== undefined) return this.#setOption(option, line);
    if (SKIPPED.has(name) && words.length === 1) return undefined;
    if (name === 'rename-command' && words.length === 2) {
      this.#renames.push(line);
      return undefined;
    }
    if (name === 'user' && words.length > 0) {
      this.#users.push(line);
      return undefined;
    }
    return complaintAbout(name, words);
  }

  async #setOption(
    option: Option,
    { words: given, origin }: DirectiveLine,
  ): Promise<string | undefined> {
    if (option.name === 'data-dir' && origin.source !== 'arguments') return DATA_DIR_IN_FILE;
    if (!option.multi && given.length !== 1) return 'wrong number of arguments';
    const [only = ''] = given;
    // `--save "900 1"` is one word of the shell and two of the directive.
    const words = option.multi && given.length === 1 && only !== '' ? splitArguments(only) : given;
    if (words === undefined) return 'Unbalanced quotes in configuration line';
    // The points of a file replace the default ones, and then add up.
    if (option.name === 'save' && !this.#given.has('save'))
      this.#settings.persistence.savePoints = [];
    const complaint = option.set(this.#settings, words, 'file');
    if (complaint === undefined) this.#given.set(option.name, origin);
    return complaint === undefined && option.name === 'dir' ? this.#enterDirectory() : complaint;
  }

  /** Redis enters `dir` at once: relative names below that line begin there. */
  async #enterDirectory(): Promise<string | undefined> {
    const path = resolvePath(this.#workingDirectory, this.#settings.persistence.dir);
    const status = await this.#disk.stat(path);
    if (!status.ok) return systemMessage(status.failure);
    if (status.value.kind !== 'directory') return systemMessage({ code: 'ENOTDIR', message: '' });
    const real = await this.#disk.realPath(path);
    this.#workingDirectory = real.ok ? real.value : path;
    this.#settings.persistence.dir = this.#workingDirectory;
    return undefined;
  }

  async #include(
    given: string,
    line: Pick<DirectiveLine, 'text' | 'origin'>,
  ): Promise<ConfigError | undefined> {
    if (this.#depth >= MAX_INCLUDE_DEPTH) {
      return lineError(
        line,
        `Files include each other more than ${String(MAX_INCLUDE_DEPTH)} levels deep`,
      );
    }
    const path = resolvePath(this.#workingDirectory, given);
    // A pattern that matches nothing is no error, so that an empty conf.d can be included.
    const paths = hasWildcard(given) ? await expandGlob(this.#disk, path) : [path];
    this.#depth += 1;
    for (const file of paths) {
      const text = await this.#readText(file);
      const error =
        typeof text === 'string'
          ? await this.#readParts([{ text, source: 'file', path: file }])
          : text;
      if (error !== undefined) return error;
    }
    this.#depth -= 1;
    return undefined;
  }
}

/** Guide error 7: the line is meant to give up root's rights, and makes a user of the ACL that is off. */
function accountWarning({ words }: DirectiveLine): ConfigWarning[] {
  const [name = ''] = words;
  if (words.length > 1 || name === 'default') return [];
  const message = `The line "user ${name}" makes an ACL user that is switched off; it does not change the account of the system that this process runs as.`;
  return [{ name: 'user', message }];
}

/** Guides and pasted text put several directives in one line; Redis's message doesn't say that this is what is wrong. */
function hintAt(reason: string, words: readonly string[]): string {
  if (!reason.endsWith('wrong number of arguments')) return '';
  const [, ...rest] = words;
  const second = rest.find((word) => NAMES.has(word) || word === 'rename-command');
  return second === undefined ? '' : `\nEach directive needs a line of its own: ${second}`;
}

function complaintAbout(name: string, words: readonly string[]): string {
  if (name === 'sentinel') {
    return words.length === 0
      ? 'Casemate does not run as a Sentinel; real Sentinels can monitor it'
      : 'sentinel directive while not in sentinel mode';
  }
  if (name === 'loadmodule' && words.length > 0) {
    return 'loadmodule is refused: Casemate loads no native modules, they could do everything that the server can';
  }
  if (name.includes('.')) {
    return words.length === 0
      ? 'Module config specified without value'
      : 'This configures a module, and Casemate loads no native modules';
  }
  return 'Bad directive or wrong number of arguments';
}
