/** Bytes that a client may send, as text with one character per byte, and what they are about. */
export interface ProtocolCase {
  readonly name: string;
  readonly bytes: string;
  /** The server answers with an error, or nothing, and ends the connection. */
  readonly ends?: true;
}

function request(...words: readonly string[]): string {
  return `*${String(words.length)}\r\n${words.map((word) => `$${String(word.length)}\r\n${word}\r\n`).join('')}`;
}

function ending(name: string, bytes: string): ProtocolCase {
  return { name, bytes, ends: true };
}

const PING = request('PING');
const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${String(i)}`);

const INLINE: readonly ProtocolCase[] = [
  { name: 'an inline request', bytes: 'PING\r\n' },
  { name: 'an inline request without CR', bytes: 'PING\n' },
  { name: 'spaces and tabs around inline words', bytes: '  ECHO \t  hello  \r\n' },
  { name: 'empty lines between inline requests', bytes: '\r\n\r\n\nPING\r\n\r\n' },
  { name: 'a line of spaces', bytes: '   \r\nPING\r\n' },
  { name: 'double quotes and escapes', bytes: 'ECHO "a b\\r\\n\\t\\x00\\xff\\q\\"end"\r\n' },
  { name: 'single quotes', bytes: "ECHO 'it\\'s \\n here'\r\n" },
  { name: 'empty quoted words', bytes: 'SET k1 ""\r\nGET k1\r\n' },
  { name: 'quotes in the middle of a word', bytes: 'ECHO ab"cd"\r\n' },
  { name: 'bytes above 127', bytes: 'ECHO \xe9\xff\x80\r\n' },
  { name: 'a lone CR inside an inline word', bytes: 'ECHO a\rb\r\n' },
  { name: 'an unknown inline command', bytes: 'nosuch a b\r\n' },
  { name: 'inline and not, in turns', bytes: `PING\r\n${PING}ECHO x\r\n${PING}` },
  { name: 'an inline request of many words', bytes: `MGET ${many(500).join(' ')}\r\n` },
  { name: 'a long inline word', bytes: `ECHO ${'x'.repeat(60_000)}\r\n` },
  ending('unbalanced double quotes', 'ECHO "abc\r\n'),
  ending('unbalanced single quotes', "ECHO 'abc\r\n"),
  ending('a word right behind the closing quote', 'ECHO "abc"def\r\n'),
  ending('an endless inline line', 'x'.repeat(65_537)),
  ending('an endless line behind a request', `${PING}${'x'.repeat(70_000)}`),
  ending('HTTP', 'POST / HTTP/1.1\r\n'),
  ending('the header of an HTTP request', 'Host: example.org\r\n'),
];

const COUNTS: readonly ProtocolCase[] = [
  { name: 'no words', bytes: `*0\r\n${PING}` },
  ending('a number of words with a zero in front', `*01\r\n$4\r\nPING\r\n${PING}`),
  ending('a length with a zero in front', `${PING}*1\r\n$04\r\nPING\r\n`),
  { name: 'minus one words', bytes: `*-1\r\n${PING}` },
  { name: 'minus many words', bytes: `*-2147483649\r\n${PING}` },
  { name: 'a byte other than LF behind CR', bytes: '*1\rx$4\rxPING\r\n' },
  ending('a count that is no number', '*abc\r\n'),
  ending('a count with a plus sign', '*+1\r\n'),
  ending('a count with a space', '* 1\r\n'),
  ending('a count with a leading zero', '*01\r\n'),
  ending('an empty count', '*\r\n'),
  ending('a count with rubbish behind', '*1x\r\n'),
  ending('more words than there can be', '*2147483648\r\n'),
  ending('a count beyond 64 bits', '*99999999999999999999\r\n'),
  ending('an endless count', `*${'1'.repeat(65_537)}`),
  ending('LF alone behind the count', '*1\n$4\nPING\n*1\r\n'),
];

const BULKS: readonly ProtocolCase[] = [
  { name: 'an empty command name', bytes: request('') },
  { name: 'an empty word', bytes: request('ECHO', '') },
  { name: 'words that hold CR, LF and NUL', bytes: request('ECHO', 'a\r\n\0$5\r\n*3') },
  { name: 'rubbish in place of CR LF behind a word', bytes: '*2\r\n$4\r\nECHO__$2\r\nhi__' },
  { name: 'a word of 16 KiB', bytes: request('ECHO', 'y'.repeat(16_384)) },
  { name: 'a word of 70 kB', bytes: request('ECHO', 'z'.repeat(70_000)) },
  { name: 'a request of 5000 words', bytes: request('MGET', ...many(5000)) },
  { name: 'a pipeline of 1000 requests', bytes: request('ECHO', 'p').repeat(1000) },
  { name: 'a long unknown name', bytes: request('n'.repeat(300), 'a'.repeat(200), 'b') },
  { name: 'CR LF in an unknown name', bytes: request('foo\r\n+OK\r\nbar', 'x\ny') },
  { name: 'an unknown name of bytes above 127', bytes: request('\xc3\xa9') },
  { name: 'NUL in unknown names', bytes: request('a\0b', 'c\0d', 'e') + request('CLIENT', 'a\0b') },
  { name: 'CR LF in an unknown subcommand', bytes: request('CLIENT', 'a\r\n+OK') },
  { name: 'names in any case', bytes: request('pInG') + request('CLIENT', 'getNAME') },
  ending('a type other than $', '*1\r\n:4\r\n'),
  ending('a line end in place of $', '*1\r\n\r\n'),
  ending('inline words in place of $', '*1\r\nPING\r\n'),
  ending('a length of minus one', '*1\r\n$-1\r\n'),
  ending('a length that is no number', '*1\r\n$x\r\n'),
  ending('a length with a leading zero', '*1\r\n$04\r\n'),
  ending('an empty length', '*1\r\n$\r\n'),
  ending('a length beyond proto-max-bulk-len', '*1\r\n$536870913\r\n'),
  ending('a length beyond 64 bits', '*1\r\n$99999999999999999999\r\n'),
  ending('an endless length', `*1\r\n$${'1'.repeat(65_537)}`),
  ending('a wrong second word', '*2\r\n$4\r\nECHO\r\n!2\r\nhi\r\n'),
];

const SESSION: readonly ProtocolCase[] = [
  ending('nothing is read behind QUIT', request('QUIT') + PING),
  ending('inline QUIT', 'QUIT\r\nPING\r\n'),
  { name: 'RESET', bytes: request('MULTI') + request('RESET') + request('EXEC') + PING },
  {
    name: 'CLIENT REPLY SKIP takes the next reply away',
    bytes: request('CLIENT', 'REPLY', 'SKIP') + request('ECHO', 'a') + request('ECHO', 'b'),
  },
  {
    name: 'CLIENT REPLY OFF takes all away, errors too, until ON',
    bytes:
      request('CLIENT', 'REPLY', 'OFF') +
      request('ECHO', 'a') +
      request('NOSUCH') +
      request('CLIENT', 'REPLY', 'SKIP') +
      request('CLIENT', 'REPLY', 'ON') +
      PING,
  },
  {
    name: 'CLIENT REPLY with a word that is none',
    bytes: request('CLIENT', 'REPLY', 'MAYBE') + request('CLIENT', 'REPLY') + PING,
  },
  {
    name: 'CLIENT REPLY SKIP and an error',
    bytes: request('CLIENT', 'REPLY', 'SKIP') + request('NOSUCH') + PING,
  },
];

/** For servers that nobody has to log in to. */
export const PROTOCOL_CASES: readonly ProtocolCase[] = [...INLINE, ...COUNTS, ...BULKS, ...SESSION];

const AUTH = request('AUTH', 'secret');

/** For servers whose password is `secret`. */
export const LOGIN_CASES: readonly ProtocolCase[] = [
  { name: '10 words before login', bytes: request('MGET', ...many(9)) + AUTH },
  { name: '16 KiB before login', bytes: request('ECHO', 'y'.repeat(16_384)) + AUTH },
  { name: 'AUTH lifts the limit of words', bytes: AUTH + request('MGET', ...many(100)) },
  { name: 'AUTH lifts the limit of bytes', bytes: AUTH + request('ECHO', 'y'.repeat(16_385)) },
  {
    name: 'a refused HELLO, then AUTH',
    bytes: request('HELLO', '2', 'AUTH', 'default', 'wrong') + AUTH + request('MGET', ...many(11)),
  },
  { name: 'RESET logs out', bytes: AUTH + request('RESET') + PING + AUTH },
  ending('RESET brings the limit back', AUTH + request('RESET') + '*11\r\n'),
  ending('11 words before login', '*11\r\n'),
  ending('16 KiB and a byte before login', '*1\r\n$16385\r\n'),
  ending('11 words behind a wrong password', `${request('AUTH', 'wrong')}*11\r\n`),
  ending('a wrong length before login', '*1\r\n$-1\r\n'),
  ending('a wrong count before login', '*x\r\n'),
];
