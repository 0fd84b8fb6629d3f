/** The levels of `loglevel`, the most talkative first. */
export type LogLevel = 'debug' | 'verbose' | 'notice' | 'warning' | 'nothing';

/** The facilities that syslog knows for a program like this. */
export type SyslogFacility =
  | 'user'
  | 'local0'
  | 'local1'
  | 'local2'
  | 'local3'
  | 'local4'
  | 'local5'
  | 'local6'
  | 'local7';

/** Where the log goes and how much of it is written. */
export class LogSettings {
  level: LogLevel = 'notice';
  /** Empty: standard output. */
  file = '';
  syslogEnabled = false;
  syslogIdent = 'redis';
  syslogFacility: SyslogFacility = 'local0';
  format: 'legacy' | 'logfmt' = 'legacy';
  timestampFormat: 'legacy' | 'iso8601' | 'milliseconds' = 'legacy';
  crashLogEnabled = true;
  alwaysShowLogo = false;
}
