import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TlsFiles } from './processes.ts';

/** A key and a certificate for localhost that is its own authority: the same for both servers. */
export function makeTlsFiles(directory: string): TlsFiles {
  const certificate = join(directory, 'server.crt');
  const key = join(directory, 'server.key');
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  return { certificate, key, authority: certificate };
}
