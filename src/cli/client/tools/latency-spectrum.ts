import { pingMs } from './latency.ts';
import type { ToolContext } from './tool-context.ts';

/** What stands for a wait of up to so many milliseconds. */
const BUCKETS: readonly (readonly [string, number])[] = [
  ['.', 0.01],
  ['-', 0.125],
  ['*', 0.25],
  ['#', 0.5],
  ...Array.from('123456789', (digit): [string, number] => [digit, Number(digit)]),
  ...Array.from('ABCDE', (letter, index): [string, number] => [letter, (index + 1) * 10]),
  ...Array.from('FGHIJ', (letter, index): [string, number] => [letter, (index + 1) * 100]),
  ['K', 1000],
  ['L', 2000],
  ['M', 4000],
  ['N', 8000],
  ['O', 16_000],
  ['P', 30_000],
  ['Q', 60_000],
  ['?', Infinity],
];

/** Colours of a terminal with 256 of them, from rare to often. */
const PALETTE = [
  0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 144, 143, 142, 184, 226, 214, 208, 202, 196,
];

const LEGEND = `---------------------------------------------
. - * #          .01 .125 .25 .5 milliseconds
1,2,3,...,9      from 1 to 9     milliseconds
A,B,C,D,E        10,20,30,40,50  milliseconds
F,G,H,I,J        .1,.2,.3,.4,.5       seconds
K,L,M,N,O,P,Q,?  1,2,4,8,16,30,60,>60 seconds
From 0 to 100%: ${PALETTE.map((colour) => `\u001b[48;5;${colour}m `).join('')}\u001b[0m
---------------------------------------------
`;

const LINES_PER_LEGEND = 20;
const BETWEEN_PINGS_MS = 10;

/** `--latency-dist`: how the times of PING spread, a line of colours every second or every -i seconds. */
export async function printLatencySpectrum(context: ToolContext): Promise<never> {
  const { world, printer, options } = context;
  for (let line = 0; ; line++) {
    const counts = await collect(context, options.intervalMs ?? 1000);
    if (line % LINES_PER_LEGEND === 0) printer.text(LEGEND);
    printer.text(spectrumLine(counts));
    await world.pause(BETWEEN_PINGS_MS);
  }
}

async function collect(context: ToolContext, durationMs: number): Promise<readonly number[]> {
  const { clock } = context.world;
  const counts = BUCKETS.map(() => 0);
  const startedMs = clock.monotonicMs();
  do {
    const tookMs = await pingMs(context);
    const bucket = BUCKETS.findIndex(([, limitMs]) => tookMs <= limitMs);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    await context.world.pause(BETWEEN_PINGS_MS);
  } while (clock.monotonicMs() - startedMs < durationMs);
  return counts;
}

function spectrumLine(counts: readonly number[]): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const cells = BUCKETS.map(([sign], index) => {
    const share = (counts[index] ?? 0) / total;
    const colour = PALETTE[Math.ceil(share * (PALETTE.length - 1))] ?? 0;
    return `\u001b[48;5;${colour}m${sign}`;
  });
  return `\u001b[38;5;0m${cells.join('')}\u001b[0m\n`;
}
