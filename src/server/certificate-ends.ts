import type { InfoField } from '../admin/info/info-source.ts';
import { utcText } from '../base/calendar.ts';
import type { Finding } from '../config/finding.ts';
import { daysLeft } from '../crypto/certificates.ts';
import type { CertificateInUse, CertificatesInUse } from '../ports/tls.ts';
import type { TlsSettings } from '../settings/tls-settings.ts';

const NOTICE_DAYS = 30;

/** A certificate with the directive that brought it. */
interface Watched extends CertificateInUse {
  readonly what: string;
  readonly directive: string;
}

/** What ends within thirty days or has ended, a line each. */
export function endNotices(
  certificates: CertificatesInUse,
  settings: Pick<TlsSettings, 'authClients'>,
  nowMs: number,
): readonly string[] {
  return watched(certificates, settings)
    .filter(({ notAfterMs }) => daysLeft(notAfterMs, nowMs) < NOTICE_DAYS)
    .map((certificate) => sentence(certificate, nowMs));
}

/** What has ended: clients refuse it, or their own certificates are refused because of it. */
export function expiredFindings(
  certificates: CertificatesInUse,
  settings: Pick<TlsSettings, 'authClients'>,
  nowMs: number,
): readonly Finding[] {
  return watched(certificates, settings)
    .filter(({ notAfterMs }) => notAfterMs < nowMs)
    .map((certificate) => ({
      id: 'certificate-expired',
      severity: 'warn',
      message: sentence(certificate, nowMs),
      fix: `${certificate.directive} <a new one>`,
    }));
}

/** INFO's section on TLS, with the names that Valkey 9.1 has for them; nothing is in use: `none` and 0. */
export function certificateFields(
  certificates: CertificatesInUse | undefined,
  nowMs: number,
): readonly InfoField[] {
  const { server, named = [], authorities = [] } = certificates ?? {};
  const [first] = [...authorities].sort((a, b) => a.notAfterMs - b.notAfterMs);
  return [
    ...fieldsOf('server', server, nowMs),
    // Nothing connects to other servers.
    ...fieldsOf('client', undefined, nowMs),
    ...fieldsOf('ca', first, nowMs),
    ...named.map((each, at): InfoField => {
      const seconds = secondsUntil(each, nowMs);
      return [
        `tls_sni_cert_${at}`,
        `name=${each.name},serial=${each.serialNumber},expires_in_seconds=${seconds}`,
      ];
    }),
  ];
}

function fieldsOf(
  role: string,
  certificate: CertificateInUse | undefined,
  nowMs: number,
): readonly InfoField[] {
  const seconds = certificate === undefined ? 0 : secondsUntil(certificate, nowMs);
  return [
    [`tls_${role}_cert_serial`, certificate?.serialNumber ?? 'none'],
    [`tls_${role}_cert_expires_in_seconds`, seconds],
  ];
}

function secondsUntil({ notAfterMs }: CertificateInUse, nowMs: number): number {
  return Math.floor((notAfterMs - nowMs) / 1000);
}

function watched(
  { server, named, authorities }: CertificatesInUse,
  { authClients }: Pick<TlsSettings, 'authClients'>,
): readonly Watched[] {
  return [
    { ...server, what: 'The server certificate', directive: 'tls-cert-file' },
    ...named.map((each) => ({
      ...each,
      what: `The certificate for ${each.name}`,
      directive: 'tls-sni-cert',
    })),
    // Nobody is verified by them otherwise.
    ...(authClients === 'no' ? [] : authorities).map((each) => ({
      ...each,
      what: 'An authority of client certificates',
      directive: 'tls-ca-cert-file',
    })),
  ];
}

function sentence({ what, directive, serialNumber, notAfterMs }: Watched, nowMs: number): string {
  const days = daysLeft(notAfterMs, nowMs);
  const [date] = utcText(notAfterMs).split('T');
  const when = notAfterMs < nowMs ? `ended on ${date}` : `ends in ${days} days, on ${date}`;
  return `${what} (${directive}, serial ${serialNumber}) ${when}.`;
}
