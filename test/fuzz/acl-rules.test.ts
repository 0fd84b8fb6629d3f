import assert from 'node:assert/strict';
import { parseAclFile } from '../../src/access/acl-file.ts';
import { RuleProblem } from '../../src/access/rule-problem.ts';
import { applyUserRules, newUserRules, openUserRules } from '../../src/access/user-rules.ts';
import { toLatin1 } from '../../src/base/bytes.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { fuzz } from './fuzz.ts';

const HASH = '0123456789abcdef'.repeat(4);
const RULES: readonly string[] = [
  'on >secret ~a* &b* +@read -get +config|get db=0,1 from=10.0.0.0/8,unix',
  `reset off nopass #${HASH} !${HASH} <secret %R~x %W~y %RW~z allkeys resetkeys`,
  '+@all -@dangerous (+set ~x) (%R~"a b" &c +publish) clearselectors',
  'maxconn=5 idle=60 expires=2027-01-31T18:00:00Z auth=password|cert resetdbs alldbs',
  'sanitize-payload +select|0 -acl|list allchannels resetchannels nocommands',
  `#$scrypt$ln=14,r=8,p=1$${'A'.repeat(22)}$${'B'.repeat(43)} expires=1800000000`,
];
const WORDS: readonly string[] = [
  ...[' ', '(', ')', '"', "'", '+@', '-@', '%R~', '%W~', '~', '&', 'db=', 'from=', '|', ',', '*'],
  ...['user ', '\n', '\t', '\r', '\0', '\xff', '::1', '/129', '1e400', 'any', 'none', 'never'],
];

const { users } = new InstanceStand().instance;
const { context } = users;
const PROBLEMS: ReadonlySet<string> = new Set(Object.values(RuleProblem));

fuzz({
  name: 'any words are rules or a problem that has a name, and what is printed means the same',
  samples: RULES,
  words: WORDS,
  check(bytes) {
    const words = toLatin1(bytes).split(' ');
    const failed = applyUserRules(newUserRules(context), words, context);
    applyUserRules(openUserRules(context), words, context);
    if (failed !== undefined) {
      assert.ok(PROBLEMS.has(failed.problem), failed.problem);
      return;
    }
    assert.equal(users.set('alice', ['reset', ...words]), undefined);
    const line = users.lines().find((each) => each.startsWith('user alice ')) ?? '';
    assert.doesNotMatch(line, /[\n\r]/, 'a line of a file would be two');
    const again = parseAclFile(line, 'users.acl', context);
    assert.ok('users' in again, line);
    assert.equal(users.replaceAll(again.users), undefined);
    assert.ok(users.lines().includes(line), line);
  },
});

fuzz({
  name: 'any text is a file of users or a list of errors, and what is saved is loaded as it was',
  samples: [
    ...RULES.map((rules, i) => `user u${i} ${rules}\nuser default on nopass ~* &* +@all\n`),
    RULES.map((rules, i) => `user u${i} ${rules}\r\n`).join('\n'),
  ],
  words: WORDS,
  check(bytes) {
    const parsed = parseAclFile(toLatin1(bytes), 'users.acl', context);
    if ('errors' in parsed) {
      assert.match(parsed.errors, /no change to the previously active ACL rules was performed$/);
      return;
    }
    assert.equal(users.replaceAll(parsed.users), undefined);
    const saved = users.lines();
    const again = parseAclFile(saved.join('\n'), 'users.acl', context);
    assert.ok('users' in again, JSON.stringify(again));
    assert.equal(users.replaceAll(again.users), undefined);
    assert.deepEqual(users.lines(), saved);
  },
});
