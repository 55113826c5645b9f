import { copyFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { followCertificate, readCertificate, tlsOptions } from './certificate.ts';

const tls = join(import.meta.dirname, '..', '..', 'tests', 'relay', 'support', 'tls');

test('[ID73] a renewed certificate is taken up without a restart; one that does not fit is left aside', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-tls-'));
  const certificate = { chain: join(folder, 'chain.pem'), key: join(folder, 'key.pem') };
  const put = (chain: string, key: string, at: number) => {
    copyFileSync(join(tls, chain), certificate.chain);
    copyFileSync(join(tls, key), certificate.key);
    for (const file of Object.values(certificate)) utimesSync(file, at, at);
  };
  put('first.pem', 'first.key.pem', 1_000);
  const pair = readCertificate(certificate);
  if (!pair.ok) throw new Error(pair.error.cause);
  const server = createServer({ ...tlsOptions, ...pair.value });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const complaints: string[] = [];
  const stop = followCertificate(certificate, server, ({ type }) => complaints.push(type), 20);
  const nameNow = () =>
    new Promise<string>((resolve, reject) => {
      const { port } = server.address() as { port: number };
      const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.once('error', reject);
    });
  try {
    expect(await nameNow()).toBe('first.lianxi.test');
    put('second.pem', 'first.key.pem', 2_000);
    while (complaints.length === 0) await new Promise((next) => setTimeout(next, 5));
    expect(await nameNow()).toBe('first.lianxi.test');
    put('second.pem', 'second.key.pem', 3_000);
    for (let tries = 0; tries < 100 && (await nameNow()) !== 'second.lianxi.test'; tries++) {
      await new Promise((next) => setTimeout(next, 20));
    }
    expect(await nameNow()).toBe('second.lianxi.test');
    expect(new Set(complaints)).toEqual(new Set(['CertificateUnusable']));
  } finally {
    stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
