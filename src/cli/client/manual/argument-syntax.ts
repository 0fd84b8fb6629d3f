import type { ArgumentDocs } from './command-manual.ts';

/** How arguments are written, e.g. `key value [NX|XX] [EX seconds|PX milliseconds]`. */
export function argumentsSyntax(parameters: readonly ArgumentDocs[]): string {
  return parameters.map(argumentSyntax).join(' ');
}

/** How one argument is written, in brackets when it may be left out. */
function argumentSyntax(argument: ArgumentDocs): string {
  const text = requiredSyntax(argument);
  return argument.isOptional ? `[${text}]` : text;
}

/** How one argument is written where it stands for sure. */
export function requiredSyntax(argument: ArgumentDocs): string {
  const value = valueSyntax(argument);
  const { token } = argument;
  const once = [tokenSyntax(token), value].filter((each) => each !== '').join(' ');
  if (!argument.isMultiple) return once;
  return `${once} [${argument.repeatsToken ? once : value} ...]`;
}

/** What follows the token. */
export function valueSyntax(argument: ArgumentDocs): string {
  if (argument.type === 'pure-token') return '';
  if (argument.type === 'oneof') return argument.parts.map(argumentSyntax).join('|');
  if (argument.type === 'block') return argumentsSyntax(argument.parts);
  return argument.name;
}

/** MIGRATE's empty key is a token, too. */
function tokenSyntax(token: string | undefined): string {
  return token === '' ? '""' : (token ?? '');
}
