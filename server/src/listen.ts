import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { err, ok, type Result } from '@lianxi/base';
import type { StartError } from './explain.ts';

/** The one port: HTTP by `fetch`, upgrades beside it. */
export interface Listening {
  readonly port: number;
  /** What to type into a browser, the nearest first. */
  readonly addresses: readonly string[];
  /** Takes no more connections, lets answers in work finish, then cuts what is left. Upgraded sockets are not its own. */
  close(): Promise<void>;
}

type Fetch = Parameters<typeof getRequestListener>[0];

/** How long an answer in work may take to finish when the server stops. */
const drainTime = 2_000;

export const listen = async (
  host: string,
  port: number,
  fetch: Fetch,
  upgrade: (request: Parameters<Server['emit']>[1], socket: Socket, head: Buffer) => void,
): Promise<Result<Listening, StartError>> => {
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  );
  server.maxConnections = 5_000;
  server.on('upgrade', upgrade);
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(null));
  });
  if (problem) {
    if (problem.code === 'EADDRINUSE') return err({ type: 'PortTaken', host, port });
    return err({ type: 'AddressUnusable', host, port, cause: problem.code ?? problem.message } as StartError);
  }
  const actual = (server.address() as AddressInfo).port;
  return ok({
    port: actual,
    addresses: namesOf(host).map((name) => `http://${name}:${actual}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), drainTime).unref();
      }),
  });
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
