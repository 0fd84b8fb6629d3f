import type { Arguments } from '../base/arguments.ts';

/** A browser's requests, which web pages can aim at any port of the machine they are shown on (Redis: the same two). */
const HTTP_WORDS: readonly string[] = ['post', 'host:'];
/** `GET / HTTP/1.1` and every other method, known or not. */
const HTTP_VERSION = 'http/';
/** All that a person with a terminal needs before he has logged in. */
const BEFORE_LOGIN: readonly string[] = ['ping', 'auth', 'hello', 'quit'];

/**
 * What becomes of an inline request (attack row "cross-protocol"). `hostile`: it is HTTP; nothing is answered and nothing behind
 * it is read. `refused`: a stranger's lines may only log in. Requests that a foreign protocol carries along, or that were
 * injected with a CR LF into what another program sends, come after a line like these and never get their turn.
 */
export function judgeInline(
  args: Arguments,
  isAuthenticated: boolean,
): 'served' | 'refused' | 'hostile' {
  if (HTTP_WORDS.some((word) => args.is(0, word)) || endsWithHttpVersion(args)) return 'hostile';
  return isAuthenticated || BEFORE_LOGIN.some((word) => args.is(0, word)) ? 'served' : 'refused';
}

function endsWithHttpVersion(args: Arguments): boolean {
  const last = args.count - 1;
  if (last === 0 || args.length(last) < HTTP_VERSION.length) return false;
  const start = args.start(last);
  for (let i = 0; i < HTTP_VERSION.length; i++) {
    const byte = args.u8[start + i] ?? 0;
    const folded = byte >= 65 && byte <= 90 ? byte + 32 : byte;
    if (folded !== HTTP_VERSION.charCodeAt(i)) return false;
  }
  return true;
}
