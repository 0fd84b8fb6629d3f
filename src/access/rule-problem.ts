/** What can be wrong with one rule, in Redis's words. */
export const RuleProblem = {
  unknownCommand: 'Unknown command or category name in ACL',
  syntax: 'Syntax error',
  keyAfterAll:
    "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns",
  channelAfterAll:
    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels",
  noSuchPassword: 'The password you are trying to remove from the user does not exist',
  badHash:
    'The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters',
  firstArgumentOfSubcommand: 'Allowing first-arg of a subcommand is not supported',
  databaseOutOfRange: 'The provided database ID is out of range',
  publishedPassword:
    'The password is refused: guides and manuals have published it (password-policy). ACL GENPASS makes a good one',
  shortPassword:
    'The password is refused: it has less than 12 characters (password-policy). ACL GENPASS makes a good one',
  repetitivePassword:
    'The password is refused: it repeats fewer than 5 different characters (password-policy). ACL GENPASS makes a good one',
  badLimit: 'The limit must be a whole number above 0, or none',
  badMethod: "The 'auth=' rule takes password, cert, or both as password|cert, or any",
  badMoment:
    "The 'expires=' rule takes a UTC date such as 2027-01-31T18:00:00Z, seconds since 1970, or never",
  badScrypt:
    'The password hash must be written as $scrypt$ln=<10-20>,r=<1-32>,p=<1-16>$<salt>$<hash>, the last two in base64',
  tooManyScrypt: 'A user may have 4 scrypt hashes at most',
  badSourceName:
    "The rules '>file:', '>env:' and '>credential:' take a path, the name of a variable, or that of a credential, without spaces",
  sourceOfClient:
    "The rules '>file:', '>env:' and '>credential:' may only stand in the ACL file or the configuration file: write it there, then ACL LOAD. A password that begins so is given by its hash: #sha256",
  badAlias:
    "The 'alias=' rule takes a new name and a command, such as alias=flush-now:flushall; a name has letters, digits and _.!@%+- alone",
  aliasTaken: 'The new name in an alias= rule must not be that of a command',
  aliasOfSubcommand: "The 'alias=' rule is for whole commands: it takes config, but not config|get",
  aliasOfLogin: 'AUTH, HELLO, QUIT and RESET can have no alias',
  badSource: "The 'from=' list must hold IP addresses, ranges such as 10.0.0.0/8, or the word unix",
} as const;

export type RuleProblem = (typeof RuleProblem)[keyof typeof RuleProblem];

/** A rule that was refused. */
export interface RuleFailure {
  /** As it was written; parts of a selector in one piece. */
  readonly rule: string;
  readonly problem: RuleProblem;
}
