import { parse, type Spec, View } from 'vega';

/** One bar: Casemate's throughput as a ratio to redis-server's in the same run. */
export interface Bar {
  readonly load: string;
  readonly ratio: number;
  /** The goal, where performance.md states one. */
  readonly goal: number | undefined;
}

/** A bar chart as SVG text. */
export async function chart(title: string, bars: readonly Bar[]): Promise<string> {
  const values = bars.map((bar) => ({
    ...bar,
    met: bar.goal === undefined || bar.ratio >= bar.goal ? 'met' : 'missed',
  }));
  const spec: Spec = {
    width: 520,
    height: bars.length * 22,
    padding: 8,
    background: 'white',
    title: { text: title },
    data: [{ name: 'bars', values }],
    scales: [
      {
        name: 'y',
        type: 'band',
        domain: { data: 'bars', field: 'load' },
        range: 'height',
        padding: 0.25,
      },
      {
        name: 'x',
        type: 'linear',
        domain: { data: 'bars', field: 'ratio' },
        zero: true,
        nice: true,
        range: 'width',
      },
      { name: 'color', type: 'ordinal', domain: ['met', 'missed'], range: ['#2f6f4f', '#b5651d'] },
    ],
    axes: [
      { orient: 'left', scale: 'y', ticks: false, domain: false },
      {
        orient: 'bottom',
        scale: 'x',
        title: 'requests per second, redis-server = 1',
        format: '.1f',
        grid: true,
      },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: { scale: 'y', field: 'load' },
            height: { scale: 'y', band: 1 },
            x: { scale: 'x', value: 0 },
            x2: { scale: 'x', field: 'ratio' },
            fill: { scale: 'color', field: 'met' },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: { scale: 'y', field: 'load', band: 0.5 },
            x: { scale: 'x', field: 'ratio', offset: 4 },
            baseline: { value: 'middle' },
            text: { signal: "format(datum.ratio, '.2f')" },
          },
        },
      },
      {
        type: 'rule',
        encode: {
          enter: {
            x: { scale: 'x', value: 1 },
            y: { value: 0 },
            y2: { signal: 'height' },
            stroke: { value: '#555' },
            strokeDash: { value: [3, 3] },
          },
        },
      },
    ],
  };
  return await new View(parse(spec), { renderer: 'none' }).toSVG();
}
