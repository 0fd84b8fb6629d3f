import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, errorSame, type Step, same, unlike } from './compare.ts';

const HUGE = '9223372036854775807';
const BEYOND = '9223372036854775808';

/** Whole 64 bits where a JavaScript number rounds, and what is no 64-bit integer any more. */
const hugeNumbers: readonly Step[] = [
  unlike('CONFIG SET slowlog-log-slower-than -1'),
  unlike('SLOWLOG RESET'),
  same(`SLOWLOG GET ${HUGE}`),
  same('SLOWLOG GET 9007199254740993'),
  errorSame(`SLOWLOG GET ${BEYOND}`),
  errorSame(`SLOWLOG GET -${HUGE}`),
  same(`CLIENT KILL ID ${HUGE}`),
  errorSame(`CLIENT KILL ID ${BEYOND}`),
  errorSame(`CLIENT KILL ID -${HUGE}`),
  same(`CLIENT LIST ID ${HUGE}`),
  same(`CLIENT LIST ID -${HUGE}`),
  errorSame(`CLIENT LIST ID ${BEYOND}`),
  same(`CLIENT UNBLOCK ${HUGE}`),
  same(`CLIENT UNBLOCK -${HUGE}`),
  errorSame(`CLIENT UNBLOCK ${BEYOND}`),
  same(`WAIT ${HUGE} 1`),
  same(`WAIT -${HUGE} 1`),
  same(`WAIT -${BEYOND} 1`),
  errorSame(`WAIT ${BEYOND} 1`),
  same('WAIT 0 9000000000000000000'),
  errorSame(`WAIT 0 ${BEYOND}`),
  errorSame(`WAIT 0 -${HUGE}`),
  unlike('ACL LOG RESET'),
  same(`ACL LOG ${HUGE}`),
  same(`ACL LOG -${HUGE}`),
  errorSame(`ACL LOG ${BEYOND}`),
  errorSame(`ACL GENPASS ${HUGE}`),
  errorSame(`ACL GENPASS -${HUGE}`),
  errorSame(`ACL GENPASS ${BEYOND}`),
  errorSame(`SELECT ${HUGE}`),
  errorSame(`SELECT -${HUGE}`),
  errorSame('SELECT 2147483648'),
  errorSame('SELECT 2147483647'),
  errorSame(`SELECT ${BEYOND}`),
  errorSame(`MOVE k ${HUGE}`),
  errorSame(`MOVE k ${BEYOND}`),
  errorSame(`COPY k l DB ${HUGE}`),
  errorSame(`SWAPDB ${HUGE} 0`),
  errorSame(`SWAPDB 0 ${HUGE}`),
  errorSame(`HELLO ${HUGE}`),
  errorSame(`HELLO ${BEYOND}`),
  errorSame(`SETBIT k ${HUGE} 1`),
  errorSame(`SETBIT k 0 ${HUGE}`),
  errorSame(`GETBIT k ${HUGE}`),
  errorSame(`BITPOS k ${HUGE}`),
  errorSame(`DEBUG POPULATE ${BEYOND}`),
  errorSame(`DEBUG HTSTATS ${HUGE}`),
  errorSame('DEBUG HTSTATS -1'),
];

test('commands read whole 64-bit and 32-bit integers as redis-server does', async (context) => {
  const pair = await startServerPair(context, ['enable-debug-command yes']);
  if (pair === undefined) return;
  await compareServers(pair.redis, pair.casemate, hugeNumbers);
});
