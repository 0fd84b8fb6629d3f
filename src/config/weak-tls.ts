/** Versions of TLS that can be broken, among those named; none named means the good ones. */
export function weakProtocols(protocols: readonly string[]): readonly string[] {
  return protocols.filter((name) => name === 'TLSv1' || name === 'TLSv1.1');
}

const WEAK_PARTS = new Set([
  '3DES',
  'ADH',
  'AECDH',
  'ANULL',
  'DES',
  'ENULL',
  'EXP',
  'EXPORT',
  'IDEA',
  'LOW',
  'MD5',
  'NULL',
  'PSK',
  'RC2',
  'RC4',
  'SEED',
]);

/** Weak words of an OpenSSL cipher list, leaving out what the list itself excludes. */
export function weakCiphers(list: string): readonly string[] {
  const items = list.split(/[:, ]+/).filter((item) => item !== '' && !/^[!-]/.test(item));
  return items.filter((item) => {
    if (/@SECLEVEL=0/i.test(item)) return true;
    return item
      .replace(/^\+/, '')
      .toUpperCase()
      .split(/[-+]/)
      .some((part) => WEAK_PARTS.has(part));
  });
}
