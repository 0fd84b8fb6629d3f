/** What the README's table needs of a run. */
export interface TableRow {
  readonly name: string;
  readonly throughputRatio: number;
  readonly cpuRatio: number;
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
    '| load | throughput | goal | CPU per request |',
    '|---|---|---|---|',
    ...rows.map(tableRow),
    '',
    ...notes.facts.map((fact) => `* ${fact}`),
    '',
    notes.end,
    '',
  ];
  return page.slice(0, begin) + text.join('\n') + page.slice(end);
}

function tableRow({ name, throughputRatio, cpuRatio, goal }: TableRow): string {
  const wanted = goal?.throughput;
  const throughput = mark(throughputRatio, wanted === undefined || throughputRatio >= wanted);
  const cpu = mark(cpuRatio, goal?.cpu === undefined || cpuRatio <= goal.cpu);
  return `| ${name} | ${throughput} | ${wanted === undefined ? '' : `≥ ${wanted}`} | ${cpu} |`;
}

function mark(ratio: number, met: boolean): string {
  return met ? ratio.toFixed(2) : `**${ratio.toFixed(2)}**`;
}
