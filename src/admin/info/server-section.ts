import { REDIS_VERSION } from '../redis-version.ts';
import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

const SECONDS_PER_DAY = 86_400;

export function serverSection(services: ServerServices): readonly InfoField[] {
  const { engine, identity, host } = services;
  const { settings, world } = engine;
  const { listen, keyspace, process } = settings;
  const uptimeSeconds = Math.max(Math.floor((world.nowMs - identity.startedMs) / 1000), 0);
  return [
    ['redis_version', REDIS_VERSION],
    // What Redis says when its build does not know.
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_mode', 'standalone'],
    ['os', host.operatingSystem],
    ['arch_bits', 64],
    ['multiplexing_api', 'libuv'],
    ['process_id', host.pid],
    ['process_supervised', process.supervised],
    ['run_id', identity.runId],
    ['tcp_port', listen.port === 0 ? listen.tlsPort : listen.port],
    ['server_time_usec', world.nowMs * 1000],
    ['uptime_in_seconds', uptimeSeconds],
    ['uptime_in_days', Math.floor(uptimeSeconds / SECONDS_PER_DAY)],
    ['hz', keyspace.hz],
    ['configured_hz', keyspace.hz],
    ['lru_clock', Math.floor(world.nowMs / 1000) & 0xffffff],
    ['executable', host.executablePath],
    ['config_file', process.configFile],
    ['io_threads_active', 0],
    ['server_name', 'casemate'],
    ['casemate_version', identity.version],
    ['node_version', host.runtimeVersion],
  ];
}
