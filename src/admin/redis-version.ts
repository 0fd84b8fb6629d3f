/** The Redis whose commands and replies this server has: clients and tools choose by it what they send. */
export const REDIS_VERSION = '7.2.4';
