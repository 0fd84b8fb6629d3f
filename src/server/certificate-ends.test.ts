import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CertificatesInUse } from '../ports/tls.ts';
import { certificateFields, endNotices, expiredFindings } from './certificate-ends.ts';

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

function certificates(days: {
  readonly server: number;
  readonly named?: number;
  readonly authorities?: readonly number[];
}): CertificatesInUse {
  const of = (serialNumber: string, inDays: number) => ({
    serialNumber,
    notAfterMs: NOW_MS + inDays * DAY_MS,
  });
  return {
    server: of('01', days.server),
    named: days.named === undefined ? [] : [{ name: 'db.example.org', ...of('02', days.named) }],
    authorities: (days.authorities ?? []).map((each, at) => of(`A${at}`, each)),
  };
}

test('thirty days before the end they are told of', () => {
  const notices = (server: number): readonly string[] =>
    endNotices(certificates({ server }), { authClients: 'no' }, NOW_MS);
  assert.deepEqual(notices(31), []);
  assert.deepEqual(notices(29.5), [
    'The server certificate (tls-cert-file, serial 01) ends in 29 days, on 2023-12-14.',
  ]);
  assert.deepEqual(notices(-1), [
    'The server certificate (tls-cert-file, serial 01) ended on 2023-11-13.',
  ]);
});

test('those of names count, and authorities where somebody is verified by them', () => {
  const all = certificates({ server: 100, named: -1, authorities: [100, -2] });
  const ids = (authClients: 'no' | 'yes'): readonly string[] =>
    expiredFindings(all, { authClients }, NOW_MS).map(({ message }) => message);
  assert.deepEqual(ids('no'), [
    'The certificate for db.example.org (tls-sni-cert, serial 02) ended on 2023-11-13.',
  ]);
  assert.equal(ids('yes').length, 2);
  assert.deepEqual(expiredFindings(certificates({ server: 1 }), { authClients: 'no' }, NOW_MS), []);
});

test('INFO has them by the names of Valkey, and of the authorities the one that ends first', () => {
  assert.deepEqual(certificateFields(undefined, NOW_MS), [
    ['tls_server_cert_serial', 'none'],
    ['tls_server_cert_expires_in_seconds', 0],
    ['tls_client_cert_serial', 'none'],
    ['tls_client_cert_expires_in_seconds', 0],
    ['tls_ca_cert_serial', 'none'],
    ['tls_ca_cert_expires_in_seconds', 0],
  ]);
  const fields = new Map(
    certificateFields(certificates({ server: -1, named: 1, authorities: [3, 2] }), NOW_MS),
  );
  assert.equal(fields.get('tls_server_cert_serial'), '01');
  assert.equal(fields.get('tls_server_cert_expires_in_seconds'), -86_400);
  assert.equal(fields.get('tls_ca_cert_serial'), 'A1');
  assert.equal(fields.get('tls_ca_cert_expires_in_seconds'), 2 * 86_400);
  assert.equal(
    fields.get('tls_sni_cert_0'),
    'name=db.example.org,serial=02,expires_in_seconds=86400',
  );
});
