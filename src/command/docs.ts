/** One argument of a command, as COMMAND DOCS shows it. */
export interface ArgumentDoc {
  readonly name: string;
  readonly type:
    | 'string'
    | 'integer'
    | 'double'
    | 'key'
    | 'pattern'
    | 'unix-time'
    | 'pure-token'
    | 'oneof'
    | 'block';
  readonly keySpec?: number;
  readonly token?: string;
  readonly summary?: string;
  readonly since?: string;
  readonly deprecatedSince?: string;
  readonly flags?: readonly ('optional' | 'multiple' | 'multiple_token')[];
  readonly arguments?: readonly ArgumentDoc[];
  readonly display?: string;
}

/** What COMMAND DOCS tells of a command. */
export interface CommandDocs {
  /** `string`, `generic`, `connection`, `server` …: Redis's groups, as clients' help sorts by them. */
  readonly group: string;
  readonly since: string;
  /** Our own words, one sentence. */
  readonly summary: string;
  readonly complexity: string;
  readonly flags?: readonly ('deprecated' | 'syscmd')[];
  readonly deprecatedSince?: string;
  readonly replacedBy?: string;
  readonly history?: readonly (readonly [since: string, change: string])[];
  readonly arguments?: readonly ArgumentDoc[];
  /** Command tips for proxies, as COMMAND INFO shows them. */
  readonly tips?: readonly string[];
}

/** The commonest argument. */
export const KEY: ArgumentDoc = { name: 'key', type: 'key', keySpec: 0 };
