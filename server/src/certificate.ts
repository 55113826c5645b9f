import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { err, type Result, tryResult } from '@lianxi/base';
import { faultOf } from './fault.ts';
import type { Logger } from './logger/index.ts';

/** Paths of PEM files: the chain, the server's own certificate first, and its key. */
export interface Certificate {
  readonly chain: string;
  readonly key: string;
}

export type CertificateError = { readonly type: 'CertificateUnusable'; readonly file: string; readonly cause: string };

/** TLS 1.2 and 1.3; in 1.2 only what is authenticated and forward secret. The server's order counts. */
export const tlsOptions = {
  minVersion: 'TLSv1.2',
  honorCipherOrder: true,
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
} as const satisfies SecureContextOptions & { readonly honorCipherOrder: boolean };

/** Read and tried: what does not belong together is found here and not by the first browser. */
export const readCertificate = ({
  chain,
  key,
}: Certificate): Result<{ readonly cert: Buffer; readonly key: Buffer }, CertificateError> => {
  for (const file of [chain, key]) {
    const read = tryResult(() => statSync(file), faultOf);
    if (!read.ok) return err({ type: 'CertificateUnusable', file, cause: read.error });
  }
  return tryResult(
    () => {
      const pair = { cert: readFileSync(chain), key: readFileSync(key) };
      createSecureContext({ ...tlsOptions, ...pair });
      return pair;
    },
    (cause): CertificateError => ({ type: 'CertificateUnusable', file: chain, cause: faultOf(cause) }),
  );
};

const lookEvery = 60_000;

/** Certificates are renewed every few weeks: a new pair is taken up without a restart, one that does not fit is left aside. */
export const followCertificate = (
  certificate: Certificate,
  server: Server,
  log: Logger,
  every: number = lookEvery,
): (() => void) => {
  const stampOf = () => [certificate.chain, certificate.key].map((file) => statSync(file).mtimeMs).join(' ');
  let known = stampOf();
  const timer = setInterval(() => {
    const now = tryResult(stampOf, faultOf);
    if (!now.ok || now.value === known) return;
    known = now.value;
    const pair = readCertificate(certificate);
    if (pair.ok) server.setSecureContext({ ...tlsOptions, ...pair.value });
    else log({ type: 'CertificateUnusable', cause: pair.error.cause });
  }, every).unref();
  return () => clearInterval(timer);
};
