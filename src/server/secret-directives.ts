import { directiveSource } from '../access/password-source.ts';
import { readSecret, type SecretWorld } from '../access/read-secret.ts';
import { toUtf8 } from '../base/bytes.ts';
import type { ChangeHook } from '../config/change-hook.ts';
import { Settings } from '../settings/settings.ts';
import { bytesAsLatin1 } from './load-users.ts';

/** A directive that holds a secret, and the one that says where the secret is kept instead. */
interface SecretDirective {
  readonly name: string;
  readonly secret: string;
  /** As the configuration has it; empty when it isn't set. */
  readonly file: string;
}

/** All but `requirepass`, which the users read. */
function secretDirectives({ replication, tls }: Settings): readonly SecretDirective[] {
  return [
    { name: 'masterauth', secret: replication.masterAuth, file: replication.masterAuthFile },
    { name: 'tls-key-file-pass', secret: tls.keyFilePass, file: tls.keyFilePassFile },
    {
      name: 'tls-client-key-file-pass',
      secret: tls.clientKeyFilePass,
      file: tls.clientKeyFilePassFile,
    },
  ];
}

/** All that `besideFileHook` judges. */
export const SECRET_DIRECTIVES = secretDirectives(new Settings()).map(({ name }) => name);

/** Refuses a secret that stands in a file already: with both, no reload and no start would read any. */
export function besideFileHook(): ChangeHook {
  return {
    prepare: ({ next }) => {
      const both = secretDirectives(next).find(({ secret, file }) => secret !== '' && file !== '');
      return both && `${both.name}-file is set: write the new secret into ${both.file}`;
    },
  };
}

/** What is wrong with the `…-file` directives, before anything needs what they name. */
export async function secretDirectiveProblem(
  settings: Settings,
  world: SecretWorld,
): Promise<string | undefined> {
  for (const { name, secret, file } of secretDirectives(settings)) {
    if (file === '') continue;
    if (secret !== '') return `${name} and ${name}-file are both set: leave one of them out`;
    const read = await readSecret(directiveSource(bytesAsLatin1(file)), world);
    if (!read.ok) return `${name}-file: ${read.failure.message}`;
  }
  return undefined;
}

/** The passphrase of the TLS key, from its directive or from where that says; undefined where there is none. */
export async function tlsKeyPassphrase(
  { tls }: Settings,
  world: SecretWorld,
): Promise<{ readonly passphrase: string | undefined } | string> {
  if (tls.keyFilePassFile === '')
    return { passphrase: tls.keyFilePass === '' ? undefined : tls.keyFilePass };
  const read = await readSecret(directiveSource(bytesAsLatin1(tls.keyFilePassFile)), world);
  if (!read.ok) return `tls-key-file-pass-file: ${read.failure.message}`;
  return { passphrase: toUtf8(read.value.bytes) };
}

/** The files that these directives name; variables are none. */
export function secretDirectivePaths(settings: Settings): readonly string[] {
  return secretDirectives(settings).flatMap(pathOf);
}

/** The file of the TLS key's passphrase, if it is kept in one. */
export function tlsPassphrasePaths(settings: Settings): readonly string[] {
  return secretDirectives(settings)
    .filter(({ name }) => name === 'tls-key-file-pass')
    .flatMap(pathOf);
}

function pathOf({ file }: SecretDirective): readonly string[] {
  const source = directiveSource(file);
  return source.startsWith('file:') && source !== 'file:' ? [source.slice('file:'.length)] : [];
}
