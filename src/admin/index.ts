import type { Command } from '../command/command.ts';
import { client } from './client/client.ts';
import { asking, cluster, readonly, readwrite } from './cluster/cluster.ts';
import { command } from './command/command.ts';
import { config } from './config/config.ts';
import { auth } from './connection/auth.ts';
import { echo } from './connection/echo.ts';
import { hello } from './connection/hello.ts';
import { ping } from './connection/ping.ts';
import { quit } from './connection/quit.ts';
import { reset } from './connection/reset.ts';
import { select } from './connection/select.ts';
import { debug } from './debug/debug.ts';
import { info } from './info/info.ts';
import { latency } from './latency/latency.ts';
import { memory } from './memory/memory.ts';
import { moduleCommand } from './module/module.ts';
import { publish, spublish } from './pubsub/publish.ts';
import { pubsub } from './pubsub/pubsub.ts';
import { psubscribe, ssubscribe, subscribe } from './pubsub/subscribe.ts';
import { punsubscribe, sunsubscribe, unsubscribe } from './pubsub/unsubscribe.ts';
import { lolwut } from './server/lolwut.ts';
import { monitor } from './server/monitor.ts';
import { bgrewriteaof, bgsave, save } from './server/persistence-commands.ts';
import { replicaof, slaveof } from './server/replicaof.ts';
import { lastsave, role } from './server/role.ts';
import { shutdown } from './server/shutdown.ts';
import { time } from './server/time.ts';
import { wait, waitaof } from './server/wait.ts';
import type { ServerServices } from './services.ts';
import { slowlog } from './slowlog/slowlog.ts';
import { discard } from './transaction/discard.ts';
import { exec } from './transaction/exec.ts';
import { multi } from './transaction/multi.ts';
import { unwatch, watch } from './transaction/watch.ts';

/**
 * The commands about the server itself, but for ACL. Services are read when a command runs, so they may be filled in
 * later.
 */
export function adminCommands(services: ServerServices): readonly Command[] {
  return [
    asking,
    auth(services),
    bgrewriteaof,
    bgsave,
    client(services),
    cluster,
    command(services),
    config(services),
    debug(services),
    discard(services),
    echo,
    exec(services),
    hello(services),
    info(services),
    lastsave(services),
    latency(services),
    lolwut(services),
    memory(services),
    moduleCommand,
    monitor(services),
    multi,
    ping,
    psubscribe(services),
    publish(services),
    pubsub(services),
    punsubscribe(services),
    quit,
    readonly,
    readwrite,
    replicaof,
    reset(services),
    role,
    save,
    select,
    shutdown(services),
    slaveof,
    slowlog(services),
    spublish(services),
    ssubscribe(services),
    subscribe(services),
    sunsubscribe(services),
    time,
    unsubscribe(services),
    unwatch(services),
    wait,
    waitaof,
    watch(services),
  ];
}
