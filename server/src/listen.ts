import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { err, ok, type Result } from '@lianxi/base';
import { type Certificate, followCertificate, readCertificate, tlsOptions } from './certificate.ts';
import type { StartError } from './explain.ts';
import type { Logger } from './logger/index.ts';

export type { Certificate } from './certificate.ts';

/** The one port: HTTP by `fetch`, upgrades beside it. */
export interface Listening {
  readonly port: number;
  /** What to type into a browser, the nearest first. */
  readonly addresses: readonly string[];
  /** Takes no more connections, lets answers in work finish, then cuts what is left. Upgraded sockets are not its own. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** With one it speaks TLS and nothing else. */
  readonly certificate: Certificate | null;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What stands on the answer to something that is no HTTP. */
  readonly headersOfBroken: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** How long an answer in work may take to finish when the server stops. */
const drainTime = 2_000;
const limits = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 };

export const listen = async (options: ListenOptions): Promise<Result<Listening, StartError>> => {
  const { host, port, certificate } = options;
  const listener = getRequestListener(options.fetch, { overrideGlobalObjects: false });
  let server: Server | TlsServer;
  let unfollow = (): void => {};
  if (certificate) {
    const pair = readCertificate(certificate);
    if (!pair.ok) return pair;
    const secure = createTlsServer({ ...limits, ...tlsOptions, ...pair.value }, listener);
    unfollow = followCertificate(certificate, secure, options.log);
    server = secure;
  } else server = createServer(limits, listener);
  server.maxConnections = 5_000;
  server.on('upgrade', options.upgrade);
  server.on('clientError', (cause: NodeJS.ErrnoException, socket: Socket) =>
    answerBroken(cause, socket, options.headersOfBroken),
  );
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(null));
  });
  if (problem) {
    unfollow();
    if (problem.code === 'EADDRINUSE') return err({ type: 'PortTaken', host, port });
    return err({ type: 'AddressUnusable', host, port, cause: problem.code ?? problem.message } as StartError);
  }
  const actual = (server.address() as AddressInfo).port;
  const scheme = certificate ? 'https' : 'http';
  return ok({
    port: actual,
    addresses: namesOf(host).map((name) => `${scheme}://${name}:${actual}`),
    close: () =>
      new Promise((resolve) => {
        unfollow();
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), drainTime).unref();
      }),
  });
};

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What cannot be read as one request is answered and hung up on: nothing after it on the connection is believed. */
const answerBroken = (
  { code = '' }: NodeJS.ErrnoException,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
) => {
  if (code === 'ECONNRESET' || !socket.writable) return socket.destroy();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = statusLines[code] ?? '400 Bad Request';
  socket.end([`HTTP/1.1 ${status}`, 'Connection: close', 'Content-Length: 0', ...lines, '', ''].join('\r\n'));
};

/** An address that means “all” is none that one can type: this machine's own are named instead. */
const namesOf = (host: string): readonly string[] => {
  if (host !== '0.0.0.0' && host !== '::') return [host.includes(':') ? `[${host}]` : host];
  const outside = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return ['127.0.0.1', ...outside];
};
