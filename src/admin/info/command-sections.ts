import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** Commandstats: those that were called or refused. */
export function commandstatsSection({ engine }: ServerServices): readonly InfoField[] {
  const fields: InfoField[] = [];
  for (const row of engine.table.rows) {
    const { calls, totalMs, rejectedCalls, failedCalls } = row;
    if (calls + rejectedCalls + failedCalls === 0) continue;
    const us = Math.floor(totalMs * 1000);
    const perCall = calls === 0 ? '0.00' : ((totalMs * 1000) / calls).toFixed(2);
    fields.push([
      `cmdstat_${row.fullName}`,
      `calls=${calls},usec=${us},usec_per_call=${perCall},rejected_calls=${rejectedCalls},failed_calls=${failedCalls}`,
    ]);
  }
  return fields;
}

/** Errorstats: how often each code was sent. */
export function errorstatsSection({ stats }: ServerServices): readonly InfoField[] {
  return stats.errors.entries().map(([code, count]) => [`errorstat_${code}`, `count=${count}`]);
}

/** Latencystats: the percentiles that `latency-tracking-info-percentiles` names. */
export function latencystatsSection({ engine, latencies }: ServerServices): readonly InfoField[] {
  const { percentiles } = engine.settings.latency;
  const fields: InfoField[] = [];
  for (const row of engine.table.rows) {
    const histogram = latencies.of(row.id);
    if (histogram === undefined) continue;
    const values = percentiles.map(
      (percentile) => `p${percentile}=${histogram.percentileUs(percentile).toFixed(3)}`,
    );
    fields.push([`latency_percentiles_usec_${row.fullName}`, values.join(',')]);
  }
  return fields;
}
