import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

export function cpuSection({ host }: ServerServices): readonly InfoField[] {
  const use = host.processorUse();
  return [
    ['used_cpu_sys', use.systemSeconds.toFixed(6)],
    ['used_cpu_user', use.userSeconds.toFixed(6)],
    ['used_cpu_sys_children', use.childSystemSeconds.toFixed(6)],
    ['used_cpu_user_children', use.childUserSeconds.toFixed(6)],
    ['used_cpu_sys_main_thread', use.mainThreadSystemSeconds.toFixed(6)],
    ['used_cpu_user_main_thread', use.mainThreadUserSeconds.toFixed(6)],
  ];
}
