/**
 * Commands of Redis 7.2 that don't exist here yet. A configuration may rename or disable them like any other: they are
 * out of reach already, and a file that worked with redis-server must go on working.
 */
export const ABSENT_COMMANDS: readonly string[] = `
  dump eval eval_ro evalsha evalsha_ro failover fcall fcall_ro function geoadd geodist
  geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch
  geosearchstore migrate pfadd pfcount pfdebug pfmerge pfselftest psync replconf restore
  restore-asking script sync xack xadd xautoclaim xclaim xdel xgroup xinfo xlen
  xpending xrange xread xreadgroup xrevrange xsetid xtrim
`
  .trim()
  .split(/\s+/);
