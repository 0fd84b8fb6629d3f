import type { AclLogEntry } from '../../access/acl-log.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import { requireAtMost } from '../wrong-use.ts';
import type { AclServices } from './acl-services.ts';

const SHOWN_ENTRIES = 10;

/** ACL LOG: what was refused lately. */
export function aclLog(services: AclServices): Command {
  return defineCommand({
    name: 'LOG',
    arity: -2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Shows the requests and logins that were refused lately, or forgets them.',
      complexity: 'O(N) with N being the number of entries shown.',
      history: [['7.2.0', 'Entries have an id and the times of their first and last event.']],
      arguments: [
        {
          name: 'operation',
          type: 'oneof',
          flags: ['optional'],
          arguments: [
            { name: 'count', type: 'integer' },
            { name: 'reset', type: 'pure-token', token: 'RESET' },
          ],
        },
      ],
    },
    run(call) {
      requireAtMost(call, 3);
      const { reply } = call;
      if (call.is(2, 'reset')) {
        services.aclLog.reset();
        reply.ok();
        return;
      }
      const count = call.count === 2 ? SHOWN_ENTRIES : call.integer(2);
      const entries = services.aclLog.newest(Math.max(count, 0));
      reply.array(entries.length);
      for (const entry of entries) writeEntry(reply, entry, call.nowMs);
    },
  });
}

function writeEntry(reply: Reply, entry: AclLogEntry, nowMs: number): void {
  reply.map(10);
  reply.bulkLatin1('count');
  reply.integer(entry.count);
  writeText(reply, 'reason', entry.reason);
  writeText(reply, 'context', entry.context);
  writeText(reply, 'object', entry.object);
  writeText(reply, 'username', entry.userName);
  reply.bulkLatin1('age-seconds');
  reply.double(String((nowMs - entry.updatedMs) / 1000));
  writeText(reply, 'client-info', entry.clientInfo);
  reply.bulkLatin1('entry-id');
  reply.integer(entry.id);
  reply.bulkLatin1('timestamp-created');
  reply.integer(entry.createdMs);
  reply.bulkLatin1('timestamp-last-updated');
  reply.integer(entry.updatedMs);
}

function writeText(reply: Reply, name: string, text: string): void {
  reply.bulkLatin1(name);
  reply.bulkLatin1(text);
}
