import type { Command } from '../command/command.ts';
import { client } from './client/client.ts';
import { command } from './command/command.ts';
import { auth } from './connection/auth.ts';
import { echo } from './connection/echo.ts';
import { hello } from './connection/hello.ts';
import { ping } from './connection/ping.ts';
import { quit } from './connection/quit.ts';
import { reset } from './connection/reset.ts';
import { select } from './connection/select.ts';
import type { ServerServices } from './services.ts';
import { discard } from './transaction/discard.ts';
import { exec } from './transaction/exec.ts';
import { multi } from './transaction/multi.ts';
import { unwatch, watch } from './transaction/watch.ts';

/** The commands about the server itself. Services are read when a command runs, so they may be filled in later. */
export function adminCommands(services: ServerServices): readonly Command[] {
  return [
    auth(services),
    client(services),
    command(services),
    discard(services),
    echo,
    exec(services),
    hello(services),
    multi,
    ping,
    quit,
    reset(services),
    select,
    unwatch(services),
    watch(services),
  ];
}
