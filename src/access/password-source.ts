/** Where a password is kept that isn't written into the rules themselves. */
export interface PasswordSource {
  readonly kind: 'file' | 'env' | 'credential';
  /** A path, the name of a variable, or that of a credential. */
  readonly name: string;
}

const KINDS = ['file', 'env', 'credential'] as const;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** As systemd checks the names of credentials: one name in a directory. */
const FILE_NAME = /^(?!\.\.?$)[^/]+$/;

/** White space and control characters can't stand in a line of an ACL file. */
function isLegible(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) <= 0x20) return false;
  return !text.includes('\x7f');
}

/** Whether the text begins as one of the three does, right or wrong: then it is no password. */
export function namesPasswordSource(text: string): boolean {
  return KINDS.some((kind) => text.startsWith(`${kind}:`));
}

/** Whether a rule tells a password or its hash, also one that it takes away, to whoever reads it. */
export function tellsPassword(rule: string): boolean {
  const isPassword = rule.startsWith('>') || rule.startsWith('<');
  return isPassword ? !namesPasswordSource(rule.slice(1)) : /^[#!$]/.test(rule);
}

/** Reads `file:PATH`, `env:NAME` or `credential:NAME`; undefined where it is none or its name is malformed. */
export function parsePasswordSource(text: string): PasswordSource | undefined {
  const kind = KINDS.find((each) => text.startsWith(`${each}:`));
  if (kind === undefined) return undefined;
  const name = text.slice(kind.length + 1);
  const isGood =
    (kind === 'env' && VARIABLE.test(name)) ||
    (kind === 'credential' && FILE_NAME.test(name) && isLegible(name)) ||
    (kind === 'file' && name !== '' && isLegible(name));
  return isGood ? { kind, name } : undefined;
}

/** The value of a `…-file` directive: a path, or one of the three. */
export function directiveSource(value: string): string {
  return namesPasswordSource(value) ? value : `file:${value}`;
}
