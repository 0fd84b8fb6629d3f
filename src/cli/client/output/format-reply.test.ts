import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1, toUtf8 } from '../../../base/bytes.ts';
import { ReplyReader } from '../../../resp/reply-reader.ts';
import { formatReply, formatText } from './format-reply.ts';
import { type OutputFormat, plainStyle } from './output-style.ts';

function format(wire: string, form: OutputFormat): string {
  const reader = new ReplyReader();
  reader.feed(fromLatin1(wire));
  const reply = reader.next();
  assert.ok(reply !== undefined);
  const bytes = formatReply(reply, plainStyle(form));
  return form === 'raw' ? toLatin1(bytes) : toUtf8(bytes);
}

test('a server cannot steer the terminal of the one who reads', () => {
  assert.equal(format('-ERR \x1b]0;title\x07\r\n', 'readable'), '(error) ERR \\x1b]0;title\\x07\n');
  assert.equal(format('+\x1b[2J\r\n', 'readable'), '\\x1b[2J\n');
  assert.equal(format('=12\r\ntxt:a\r\n\x1b[2Jb\r\n', 'readable'), 'a\r\n\\x1b[2Jb\n');
  assert.equal(format('+\xc2\x9b2J\r\n', 'readable'), '\\x9b2J\n');
});

test('raw output holds exactly the bytes of a value', () => {
  assert.equal(format('$4\r\n\0\xff\r\n\r\n', 'raw'), '\0\xff\r\n\n');
});

test('JSON keeps every digit, every byte and every key', () => {
  const rows: [string, string][] = [
    [':9223372036854775807\r\n', '9223372036854775807'],
    ['(123456789012345678901234567890\r\n', '123456789012345678901234567890'],
    [',1.5\r\n', '1.5'],
    [',inf\r\n', '"inf"'],
    ['_\r\n', 'null'],
    ['#t\r\n', 'true'],
    ['$2\r\n\xc3\xa9\r\n', '"é"'],
    ['$2\r\n\xff\0\r\n', '"ÿ\\u0000"'],
    ['-ERR "x"\r\n', '{"error":"ERR \\"x\\""}'],
    ['*2\r\n:1\r\n*0\r\n', '[1,[]]'],
    ['%2\r\n$9\r\n__proto__\r\n:1\r\n:7\r\n~1\r\n:2\r\n', '{"__proto__":1,"7":[2]}'],
  ];
  for (const [wire, expected] of rows) assert.equal(format(wire, 'json'), `${expected}\n`, wire);
});

test('quoted JSON is ASCII, and its strings say every byte', () => {
  assert.equal(
    format('$5\r\n\xc3\xa9\xff"\n\r\n', 'quoted-json'),
    '"\\\\xc3\\\\xa9\\\\xff\\\\\\"\\\\n"\n',
  );
  assert.equal(format('%1\r\n$1\r\n\xe9\r\n_\r\n', 'quoted-json'), '{"\\\\xe9":null}\n');
});

test('a text for people is neither quoted nor able to steer the terminal', () => {
  const reader = new ReplyReader();
  reader.feed(fromLatin1('$10\r\n# A\r\nb:\x1b[J\r\n'));
  const reply = reader.next();
  assert.ok(reply !== undefined);
  assert.equal(toUtf8(formatText(reply, plainStyle('readable'))), '# A\r\nb:\\x1b[J');
  assert.equal(toUtf8(formatText(reply, plainStyle('raw'))), '# A\r\nb:\x1b[J');
});
