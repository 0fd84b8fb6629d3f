import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';
import { clientCaching } from './client-caching.ts';
import { clientKill } from './client-kill.ts';
import { clientInfo, clientList } from './client-list.ts';
import { clientNoEvict, clientNoTouch, clientReply } from './client-modes.ts';
import { clientGetname, clientId, clientSetinfo, clientSetname } from './client-names.ts';
import { clientPause, clientUnpause } from './client-pause.ts';
import { clientTracking } from './client-tracking.ts';
import { clientGetredir, clientTrackinginfo } from './client-trackinginfo.ts';
import { clientUnblock } from './client-unblock.ts';

const HELP = helpCommand({
  container: 'CLIENT',
  group: 'connection',
  since: '5.0.0',
  categories: ['connection'],
  lines: [
    ['CACHING (YES|NO)', 'Track the keys of the next call, or not.'],
    ['GETNAME', "Tell this connection's name."],
    ['GETREDIR', 'Tell where the messages of tracking go.'],
    ['ID', "Tell this connection's number."],
    ['INFO', 'Describe this connection.'],
    ['KILL <ip:port>', 'Close the connection from that address.'],
    [
      'KILL <option> <value> [<option> <value> [...]]',
      'Close the connections that match all options:',
    ],
    ['  * ADDR (<ip:port>|<unixsocket>:0)', 'from this address'],
    ['  * LADDR (<ip:port>|<unixsocket>:0)', 'to this address of the server'],
    ['  * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)', 'of this type'],
    ['  * USER <username>', 'logged in as this user'],
    ['  * SKIPME (YES|NO)', 'and not this one (yes unless said otherwise)'],
    ['  * ID <client-id>', 'with this number'],
    ['  * MAXAGE <seconds>', 'at least this old'],
    [
      'LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB) | ID <client-id> [<client-id> ...]]',
      'List connections.',
    ],
    ['NO-EVICT (ON|OFF)', 'Protect this connection from being closed for its memory.'],
    ['NO-TOUCH (ON|OFF)', "Leave the keys' clocks alone when this connection reads them."],
    ['PAUSE <timeout> [WRITE|ALL]', 'Make clients wait for so many milliseconds.'],
    ['REPLY (ON|OFF|SKIP)', 'Choose which replies are sent to this connection.'],
    ['SETINFO (LIB-NAME|LIB-VER) <value>', 'Tell which client library this is.'],
    ['SETNAME <name>', 'Name this connection.'],
    [
      'TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]] [OPTIN] [OPTOUT] [NOLOOP]',
      'Tell this connection when keys that it has read change.',
    ],
    ['TRACKINGINFO', 'Describe the tracking of this connection.'],
    ['UNBLOCK <client-id> [TIMEOUT|ERROR]', 'End the waiting of a blocked client.'],
    ['UNPAUSE', 'End a pause.'],
  ],
});

/** CLIENT and its subcommands. */
export function client(services: ServerServices): Command {
  return defineCommand({
    name: 'CLIENT',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'connection',
      since: '2.4.0',
      summary: 'Groups the commands about connections.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      clientCaching,
      clientGetname,
      clientGetredir,
      clientId,
      clientInfo,
      clientKill(services),
      clientList(services),
      clientNoEvict,
      clientNoTouch,
      clientPause(services),
      clientReply,
      clientSetinfo,
      clientSetname,
      clientTracking(services),
      clientTrackinginfo,
      clientUnblock(services),
      clientUnpause(services),
      HELP,
    ],
  });
}
