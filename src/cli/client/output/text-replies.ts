/** Commands whose replies are texts for people, so redis-cli neither quotes nor numbers them. */
const COMMANDS = new Set(['info', 'lolwut']);

const SUBCOMMANDS = new Set([
  'debug htstats',
  'debug htstats-key',
  'debug client-eviction',
  'memory malloc-stats',
  'memory doctor',
  'latency graph',
  'latency doctor',
  'cluster nodes',
  'cluster info',
  'client list',
  'client info',
]);

/** Whether a command, in small letters, answers with a text for people. */
export function repliesWithText(name: string, subcommand: string): boolean {
  return COMMANDS.has(name) || SUBCOMMANDS.has(`${name} ${subcommand}`);
}
