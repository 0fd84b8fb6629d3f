/** What the README's table needs of a run. */
export interface TableRow {
  readonly name: string;
  readonly throughputRatio: number;
  readonly cpuRatio: number;
  /** Processor time for each request that was not spent in the kernel, microseconds. */
  readonly ownCpuUs: { readonly redis: number; readonly casemate: number };
  readonly goal: { readonly throughput?: number; readonly cpu?: number } | undefined;
}

/** What stands below the table. */
export interface Notes {
  readonly facts: readonly string[];
  readonly end: string;
}

const BEGIN = '<!-- benchmark -->';
const END = '<!-- /benchmark -->';

/** A page with this run's numbers between its marks. */
export function withNumbers(page: string, rows: readonly TableRow[], notes: Notes): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} … ${END}`);
  const text = [
    BEGIN,
    'Ratios to redis-server in the same run, 50 clients of redis-benchmark, values of 32 bytes, medians; **bold** misses its goal.',
    '',
    '| load | throughput | goal | CPU per request | outside of the kernel, µs (redis-server) |',
    '|---|---|---|---|---|',
    ...rows.map(tableRow),
    '',
    ...notes.facts.map((fact) => `* ${fact}`),
    '',
    notes.end,
    '',
  ];
  return page.slice(0, begin) + text.join('\n') + page.slice(end);
}

function tableRow({ name, throughputRatio, cpuRatio, ownCpuUs, goal }: TableRow): string {
  const wanted = goal?.throughput;
  const throughput = mark(throughputRatio, wanted === undefined || throughputRatio >= wanted);
  const cpu = mark(cpuRatio, goal?.cpu === undefined || cpuRatio <= goal.cpu);
  const own = `${ownCpuUs.casemate.toFixed(2)} (${ownCpuUs.redis.toFixed(2)})`;
  return `| ${name} | ${throughput} | ${wanted === undefined ? '' : `≥ ${wanted}`} | ${cpu} | ${own} |`;
}

function mark(ratio: number, met: boolean): string {
  return met ? ratio.toFixed(2) : `**${ratio.toFixed(2)}**`;
}
