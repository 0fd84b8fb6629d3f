import {
  UNAUTHENTICATED_ARGUMENTS_MAX,
  UNAUTHENTICATED_BULK_MAX_BYTES,
  UNAUTHENTICATED_QUERY_BUFFER_MAX_BYTES,
} from '../base/limits.ts';

/** How many connections there may be, how long they may idle, and what a stranger may cost. */
export class LimitsSettings {
  maxclients = 10_000;
  /** Connections kept free for the operator's Unix socket when `maxclients` is reached. */
  maxclientsReserve = 16;
  /** 0: idle clients are never closed. */
  timeoutSeconds = 0;
  /** 0: no keep-alive probes. */
  tcpKeepaliveSeconds = 300;
  tcpBacklog = 511;
  /** A connection that has not authenticated by then is closed; 0: never. */
  preauthDeadlineMs = 30_000;
  preauthMaxArguments = UNAUTHENTICATED_ARGUMENTS_MAX;
  preauthBulkBytes = UNAUTHENTICATED_BULK_MAX_BYTES;
  preauthQueryBytes = UNAUTHENTICATED_QUERY_BUFFER_MAX_BYTES;
  /** What an unauthenticated connection may leave unread. */
  preauthOutputBytes = 65_536;
  /** Connections that one source address (an IPv6 /64) may hold before AUTH; 0: no limit. */
  perSourceConnectionsMax = 256;
  authThrottleEnabled = true;
  /** Failures that one source address may make before delays begin. */
  authThrottleFree = 5;
  authThrottleBaseMs = 100;
  authThrottleMaxMs = 10_000;
  /** Failures after which the connection is closed. */
  authThrottleDisconnectAfter = 10;
}
