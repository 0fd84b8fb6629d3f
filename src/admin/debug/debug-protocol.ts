import { fromLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { CommandError } from '../../command/errors.ts';
import type { Reply } from '../../resp/reply.ts';

const BIG_NUMBER = '1234567999999999999999999999999999999';

/** One sample of each type of reply, as Redis sends them: client libraries test their parsers with these. */
const SAMPLES = new Map<string, (reply: Reply) => void>([
  ['string', (reply) => reply.bulkLatin1('Hello World')],
  ['integer', (reply) => reply.integer(12345)],
  ['double', (reply) => reply.double('3.141')],
  ['bignum', writeBigNumber],
  ['null', (reply) => reply.null()],
  ['array', (reply) => writeThree(reply, () => reply.array(3))],
  ['set', (reply) => writeThree(reply, () => reply.set(3))],
  ['map', writeMap],
  ['attrib', writeAttribute],
  ['push', writePush],
  ['verbatim', (reply) => reply.verbatim('txt', fromLatin1('This is a verbatim\nstring'))],
  ['true', (reply) => reply.boolean(true)],
  ['false', (reply) => reply.boolean(false)],
]);

/** DEBUG PROTOCOL. */
export function debugProtocol({ args, reply }: Call): void {
  const write = SAMPLES.get(args.latin1(2).toLowerCase());
  if (write === undefined) {
    throw new CommandError(
      `ERR Wrong protocol type name. Please use one of the following: ${[
        'string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false',
      ].join('')}`,
    );
  }
  write(reply);
}

function writeThree(reply: Reply, open: () => void): void {
  open();
  for (let i = 0; i < 3; i++) reply.integer(i);
}

function writeMap(reply: Reply): void {
  reply.map(3);
  for (let i = 0; i < 3; i++) {
    reply.integer(i);
    reply.boolean(i === 1);
  }
}

function writeBigNumber(reply: Reply): void {
  if (reply.resp3) reply.raw(fromLatin1(`(${BIG_NUMBER}\r\n`));
  else reply.bulkLatin1(BIG_NUMBER);
}

function writeAttribute(reply: Reply): void {
  if (reply.resp3) {
    reply.raw(fromLatin1('|1\r\n'));
    reply.bulkLatin1('key-popularity');
    reply.array(2);
    reply.bulkLatin1('key:123');
    reply.integer(90);
  }
  reply.bulkLatin1('Some real reply following the attribute');
}

function writePush(reply: Reply): void {
  if (!reply.resp3) throw new CommandError('ERR RESP2 is not supported by this command');
  reply.push(2);
  reply.bulkLatin1('server-cpu-usage');
  reply.integer(42);
  reply.bulkLatin1('Some real reply following the push reply');
}
