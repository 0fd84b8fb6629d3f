/** A server's address as clients write it. */
export interface ServerUrl {
  readonly tls: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: number;
}

const TCP_SCHEMES = new Map([
  ['redis:', false],
  ['valkey:', false],
  ['casemate:', false],
  ['rediss:', true],
  ['valkeys:', true],
  ['casemates:', true],
]);

/** `redis://user:password@host:port/db`, `rediss://` for TLS, `unix:///path?db=1`; `undefined` when it is none of these. */
export function parseServerUrl(text: string): ServerUrl | undefined {
  let url: URL;
  try {
    url = new URL(text);
    if (url.protocol === 'unix:') return parseUnix(url);
    return parseTcp(url);
  } catch {
    // URL and decodeURIComponent throw on malformed text.
    return undefined;
  }
}

function parseTcp(url: URL): ServerUrl | undefined {
  const tls = TCP_SCHEMES.get(url.protocol);
  const database = databaseOf(url.pathname.slice(1));
  if (tls === undefined || database === undefined) return undefined;
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  return {
    tls,
    ...(host === '' ? {} : { host }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...namesOf(url),
    database,
  };
}

function parseUnix(url: URL): ServerUrl | undefined {
  const database = databaseOf(url.searchParams.get('db') ?? '');
  if (database === undefined || url.pathname.length < 2) return undefined;
  return { tls: false, socket: decodeURIComponent(url.pathname), ...namesOf(url), database };
}

function namesOf(url: URL): { user?: string; password?: string } {
  return {
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}

function databaseOf(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
