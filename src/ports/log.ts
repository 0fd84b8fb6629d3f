/** Redis's four levels. `warning` is the loudest. */
export type LogLevel = 'debug' | 'verbose' | 'notice' | 'warning';

/** Where a line for the operator goes. The sink escapes control characters; callers never pass a secret. */
export interface LogSink {
  line(level: LogLevel, text: string): void;
}
