import { OutputBufferLimit, OutputBufferLimits } from '../settings/protocol-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { formatMemorySize, parseLooseInteger, parseMemorySize } from './numbers.ts';
import type { Option, OptionDescription } from './option.ts';

type ClientClass = 'normal' | 'replica' | 'pubsub';

const CLASSES: readonly ClientClass[] = ['normal', 'replica', 'pubsub'];
const CLASS_NAMES = new Map<string, ClientClass>([
  ['normal', 'normal'],
  ['slave', 'replica'],
  ['replica', 'replica'],
  ['pubsub', 'pubsub'],
]);
const DEFAULTS = new OutputBufferLimits();

/** `client-output-buffer-limit`: any number of classes at once, the classes not named keep their limits. */
export function outputBufferOption(description: OptionDescription): Option {
  const name = 'client-output-buffer-limit';
  return {
    ...description,
    name,
    type: 'class, hard limit, soft limit, soft seconds',
    multi: true,
    set(settings, words) {
      const rows = parseRows(words);
      if (typeof rows === 'string') return rows;
      for (const [clientClass, limit] of rows)
        Object.assign(limitsOf(settings)[clientClass], limit);
      return undefined;
    },
    get: (settings) =>
      CLASSES.map((clientClass) => {
        const { hardBytes, softBytes, softSeconds } = limitsOf(settings)[clientClass];
        // Redis prints the name that this class had before it was called replica.
        const shown = clientClass === 'replica' ? 'slave' : clientClass;
        return `${shown} ${String(hardBytes)} ${String(softBytes)} ${String(softSeconds)}`;
      }).join(' '),
    rewrite: (settings, written) =>
      CLASSES.map((clientClass) => {
        const limit = limitsOf(settings)[clientClass];
        const line = printLine(limit);
        return {
          text: `${written} ${clientClass} ${line}`,
          forced: line !== printLine(DEFAULTS[clientClass]),
        };
      }),
  };
}

function limitsOf(settings: Settings): OutputBufferLimits {
  return settings.protocol.outputBufferLimits;
}

function printLine({ hardBytes, softBytes, softSeconds }: OutputBufferLimit): string {
  return `${formatMemorySize(BigInt(hardBytes))} ${formatMemorySize(BigInt(softBytes))} ${String(softSeconds)}`;
}

function parseRows(words: readonly string[]): Map<ClientClass, OutputBufferLimit> | string {
  if (words.length % 4 !== 0) return 'Wrong number of arguments in buffer limit configuration.';
  const rows = new Map<ClientClass, OutputBufferLimit>();
  for (let at = 0; at < words.length; at += 4) {
    const [className = '', hard = '', soft = '', seconds = ''] = words.slice(at, at + 4);
    const clientClass = CLASS_NAMES.get(className.toLowerCase());
    if (clientClass === undefined)
      return 'Invalid client class specified in buffer limit configuration.';
    const hardBytes = parseMemorySize(hard);
    const softBytes = parseMemorySize(soft);
    const softSeconds = parseLooseInteger(seconds, 10);
    if (
      hardBytes === undefined ||
      softBytes === undefined ||
      softSeconds === undefined ||
      softSeconds < 0n
    ) {
      return 'Error in hard, soft or soft_seconds setting in buffer limit configuration.';
    }
    const numbers = [hardBytes, softBytes, softSeconds].map(Number) as [number, number, number];
    rows.set(clientClass, new OutputBufferLimit(...numbers));
  }
  return rows;
}
