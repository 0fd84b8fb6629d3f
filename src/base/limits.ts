/**
 * Every hard limit of the server, each with its reason. What an operator may change is a setting and not here;
 * a default of a setting is in the option's row.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Before AUTH: enough for `HELLO 3 AUTH user password SETNAME name` and nothing else (Redis 7 has the same ten). */
export const UNAUTHENTICATED_ARGUMENTS_MAX = 10;

/** Before AUTH: no credential needs more; Redis 7 has the same 16 KiB. */
export const UNAUTHENTICATED_BULK_MAX_BYTES = 16 * KIB;

/** Before AUTH: what a stranger may keep in our memory without having sent one whole request. */
export const UNAUTHENTICATED_QUERY_BUFFER_MAX_BYTES = 64 * KIB;

/** Arguments of one request: Redis 7 reads the count into a C int and refuses more. */
export const ARGUMENTS_MAX = 2_147_483_647;

/** An inline request, and the line that announces a count or a length, must end within this, as in Redis. */
export const INLINE_MAX_BYTES = 64 * KIB;

/** Longest text read as a double: no number needs it, and a JavaScript string can't hold the longest argument. */
export const DOUBLE_TEXT_MAX_BYTES = MIB;

/** Text of a long double must be shorter: Redis copies it into a buffer of this size, and the sum costs its square. */
export const LONG_DOUBLE_TEXT_BYTES = 5 * KIB;

/** A reply nested deeper than this is refused by our reader; no command of Redis comes near it. */
export const REPLY_DEPTH_MAX = 128;

/** Elements of one reply, nested ones counted, that our reader accepts, so that a hostile server can't make a client allocate at will. */
export const REPLY_ELEMENTS_MAX = 64 * MIB;

/** Longest string of a reply: Redis's own limit for a value. */
export const REPLY_BULK_MAX_BYTES = 512 * MIB;

/** Longest line (status, error, number, length) that our reader accepts. */
export const REPLY_LINE_MAX_BYTES = MIB;

/** A name of a connection: each refusal that it earns copies it into ACL LOG. Redis has no limit. */
export const CLIENT_NAME_MAX_BYTES = 64 * KIB;

/**
 * Prefixes of one client that tracks: each further one is compared with them, and all are named and forgotten at once.
 * Redis has no limit.
 */
export const TRACKED_PREFIXES_MAX = 10_000;

/** All that one pipeline may have unsent, and so one reply: positions in it stay below 2^31, and memory bounded. */
export const REPLY_BYTES_MAX = 1024 * MIB;
