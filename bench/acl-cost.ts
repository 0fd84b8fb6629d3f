import type { Load } from './loads.ts';
import { measureInterleaved, type Result } from './measure.ts';
import type { Server, TlsFiles } from './processes.ts';
import { call } from './request.ts';

/** What rights cost: requests of a user with many rules beside those of one who may do everything. */
export interface AclCost {
  readonly load: string;
  /** Requests a second of the user with rules by those of the other. */
  readonly throughput: number;
  readonly cpu: number;
}

const GOAL = 0.9;
const USER = 'limited';
const PASSWORD = 'a password for the benchmark';
/** 20 commands, 5 prefixes of which the last one counts, 2 selectors and a list of databases. */
const RULES: readonly string[] = [
  ...['on', `>${PASSWORD}`, 'resetchannels', '-@all', 'resetkeys', 'resetdbs', 'db=0,1'],
  ...['+get', '+set', '+incr', '+mset', '+mget', '+del', '+exists', '+expire', '+ttl', '+type'],
  ...['+hget', '+hset', '+lpush', '+rpush', '+lrange', '+sadd', '+zadd', '+ping', '+select'],
  ...['+config|get', '~user:*', '~session:*', '~cart:*', '~rate:*', '~key:*'],
  ...['(+@read ~report:*)', '(+publish &news*)'],
];

/** GET and SET on one server, in turn as the one user and as the other. */
export async function measureAclCost(
  server: Server,
  tls: TlsFiles,
  how: { readonly requests: number; readonly repetitions: number },
): Promise<readonly AclCost[]> {
  await call(server.port, 'ACL', 'SETUSER', USER, 'reset', ...RULES);
  const costs: AclCost[] = [];
  for (const test of ['get', 'set']) {
    const everything: Load = {
      name: `${test.toUpperCase()} P=16`,
      requests: how.requests,
      arguments: ['-t', test, '-P', '16', '-r', '100000', '-d', '32'],
    };
    const limited = {
      ...everything,
      arguments: ['--user', USER, '-a', PASSWORD, ...everything.arguments],
    };
    const taken: (readonly [Result, Result])[] = [];
    for (let i = 0; i < how.repetitions; i++) {
      const [all] = await measureInterleaved(everything, [server], 1, tls);
      const [some] = await measureInterleaved(limited, [server], 1, tls);
      if (all !== undefined && some !== undefined) taken.push([all, some]);
    }
    costs.push({
      load: everything.name,
      throughput: middle(
        taken.map(([all, some]) => some.requestsPerSecond / all.requestsPerSecond),
      ),
      cpu: middle(taken.map(([all, some]) => some.cpuUs / all.cpuUs)),
    });
  }
  await call(server.port, 'ACL', 'DELUSER', USER);
  return costs;
}

export function aclCostLine({ load, throughput, cpu }: AclCost): string {
  const verdict = throughput >= GOAL ? 'met' : 'MISSED';
  return `${load} as a user with 20 command rules, 5 patterns, 2 selectors and databases: ${throughput.toFixed(2)} of the default user's throughput, CPU ${cpu.toFixed(2)} (goal ${GOAL} ${verdict}).`;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
