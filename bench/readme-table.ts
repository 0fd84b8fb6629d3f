/** What the README's table needs of a run. */
export interface TableRow {
  readonly name: string;
  readonly throughputRatio: number;
  readonly cpuRatio: number;
  readonly goal: { readonly throughput?: number; readonly cpu?: number } | undefined;
}

const BEGIN = '<!-- benchmark -->';
const END = '<!-- /benchmark -->';

/** The README with this run's numbers between its marks. */
export function withNumbers(
  readme: string,
  rows: readonly TableRow[],
  facts: readonly string[],
): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  const text = [
    BEGIN,
    'Ratios to redis-server in the same run, 50 clients of redis-benchmark, values of 32 bytes, medians; **bold** misses its goal.',
    '',
    '| load | throughput | goal | CPU per request |',
    '|---|---|---|---|',
    ...rows.map(tableRow),
    '',
    ...facts.map((fact) => `* ${fact}`),
    '',
    '![Throughput as a ratio to redis-server](docs/benchmarks/latest.svg)',
    '',
  ];
  return readme.slice(0, begin) + text.join('\n') + readme.slice(end);
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
