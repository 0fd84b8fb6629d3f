import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';

/** An entry says its value's length in 32 bits and a request in 31, whatever `proto-max-bulk-len` allows. */
export const STRING_MAX_BYTES = 2_147_483_647;

/** Refuses a string that grew beyond what a client could have sent. */
export function checkStringLength(call: Call, bytes: number | bigint): void {
  if (bytes > Math.min(call.settings.protocol.protoMaxBulkBytes, STRING_MAX_BYTES))
    throw Errors.stringTooLong;
}
