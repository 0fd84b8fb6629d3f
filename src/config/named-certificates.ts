import type { NamedCertificate } from '../settings/tls-settings.ts';
import type { Option } from './option.ts';
import { defineOption, type KindDescription } from './option-kinds.ts';
import type { Slot } from './slot.ts';
import { plainOrQuoted } from './split-arguments.ts';

const WORDS_EACH = 3;
const NAME_LENGTH_MAX = 253;
const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);

/** The certificates of `tls-sni-cert`. Lines of a file add up; an empty value means none. */
export function namedCertificates(
  name: string,
  slot: Slot<readonly NamedCertificate[]>,
  description: KindDescription<readonly NamedCertificate[]>,
): Option {
  const lineOf = ({ name: host, certFile, keyFile }: NamedCertificate): string =>
    [host, plainOrQuoted(certFile), plainOrQuoted(keyFile)].join(' ');
  const option = defineOption<readonly NamedCertificate[]>(
    {
      name,
      slot,
      type: 'a host name and the paths of certificate and key',
      multi: true,
      parse: (words, mode, before) => {
        const given = parseAll(words.filter((word) => word !== ''));
        if (typeof given === 'string') return given;
        const all = mode === 'file' ? [...before, ...given] : given;
        const names = all.map((each) => each.name);
        const twice = names.find((each, at) => names.indexOf(each) !== at);
        return twice === undefined ? { value: all } : `'${twice}' has a certificate already`;
      },
      print: (all) =>
        all.map(({ name: host, certFile, keyFile }) => `${host} ${certFile} ${keyFile}`).join(' '),
    },
    description,
  );
  return {
    ...option,
    rewrite: (settings, written) =>
      slot.read(settings).map((each) => ({ text: `${written} ${lineOf(each)}`, forced: true })),
  };
}

function parseAll(words: readonly string[]): readonly NamedCertificate[] | string {
  if (words.length % WORDS_EACH !== 0)
    return 'each certificate is a host name, a certificate file and a key file';
  const all: NamedCertificate[] = [];
  for (let at = 0; at < words.length; at += WORDS_EACH) {
    const [given = '', certFile = '', keyFile = ''] = words.slice(at, at + WORDS_EACH);
    const name = given.toLowerCase();
    if (name.length > NAME_LENGTH_MAX || !NAME.test(name))
      return `'${given}' is no host name; one that begins with *. stands for any one label`;
    all.push({ name, certFile, keyFile });
  }
  return all;
}
