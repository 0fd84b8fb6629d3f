import { ask, type ToolContext } from './tool-context.ts';

const BETWEEN_PINGS_MS = 10;
const CLEAR_LINE = '\u001b[0G\u001b[2K';

/** Times of PING: of one period, whole milliseconds. */
interface Samples {
  readonly startedMs: number;
  min: number;
  max: number;
  total: number;
  count: number;
}

/** `--latency`: keeps one line up to date on a terminal; elsewhere it measures for a second and prints one line. */
export async function printLatency(context: ToolContext): Promise<void> {
  const { world, printer, options } = context;
  if (!printer.isReadable) {
    await printOnce(context, options.intervalMs ?? 1000);
    return;
  }
  const samples = newSamples(context);
  for (;;) {
    await sample(context, samples);
    printer.text(`${CLEAR_LINE}${sentence(samples)}`);
    await world.pause(BETWEEN_PINGS_MS);
  }
}

/** `--latency-history`: the same with a new line every 15 seconds, or every -i seconds, until it is interrupted. */
export async function printLatencyHistory(context: ToolContext): Promise<never> {
  const { world, printer, options } = context;
  const intervalMs = options.intervalMs ?? 15_000;
  while (!printer.isReadable) await printOnce(context, intervalMs);
  let samples = newSamples(context);
  for (;;) {
    await sample(context, samples);
    printer.text(`${CLEAR_LINE}${sentence(samples)}`);
    const passedMs = world.clock.monotonicMs() - samples.startedMs;
    if (passedMs >= intervalMs) {
      printer.text(` -- ${(passedMs / 1000).toFixed(2)} seconds range\n`);
      samples = newSamples(context);
    }
    await world.pause(BETWEEN_PINGS_MS);
  }
}

async function printOnce(context: ToolContext, durationMs: number): Promise<void> {
  const { world, printer, options } = context;
  const samples = newSamples(context);
  do {
    await sample(context, samples);
    await world.pause(BETWEEN_PINGS_MS);
  } while (world.clock.monotonicMs() - samples.startedMs < durationMs);
  const { min, max, count } = samples;
  const average = averageOf(samples);
  if (options.format === 'csv') printer.text(`${min},${max},${average},${count}\n`);
  else if (options.format === 'json' || options.format === 'quoted-json') {
    printer.text(`{"min": ${min}, "max": ${max}, "avg": ${average}, "count": ${count}}\n`);
  } else printer.text(`${min} ${max} ${average} ${count}\n`);
}

function newSamples({ world }: ToolContext): Samples {
  return { startedMs: world.clock.monotonicMs(), min: Infinity, max: 0, total: 0, count: 0 };
}

async function sample(context: ToolContext, samples: Samples): Promise<void> {
  const tookMs = Math.round(await pingMs(context));
  samples.min = Math.min(samples.min, tookMs);
  samples.max = Math.max(samples.max, tookMs);
  samples.total += tookMs;
  samples.count++;
}

/** How long one PING takes. */
export async function pingMs(context: ToolContext): Promise<number> {
  const { clock } = context.world;
  const startedMs = clock.monotonicMs();
  await ask(context, ['PING']);
  return clock.monotonicMs() - startedMs;
}

function sentence(samples: Samples): string {
  const { min, max, count } = samples;
  return `min: ${min}, max: ${max}, avg: ${averageOf(samples)} (${count} samples)`;
}

function averageOf({ total, count }: Samples): string {
  return (total / count).toFixed(2);
}
