import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isAllowedOrigin, isLoopbackName, type Origins } from './origin.ts';

/** How the operator has put the server into the network. */
export interface Position {
  readonly origins: Origins;
  /** `LIANXI_PROXY`: addresses of the proxies before it, which alone are believed when they say whom they speak for. */
  readonly proxies: readonly string[];
}

/** From where a request came, as far as it can be known. */
export interface Arrival {
  /** The network address whose tries are counted: the peer's, or the one that a declared proxy speaks for. */
  readonly client: string;
  /** The page itself came, or comes, by https. */
  readonly isHttps: boolean;
  /** Somebody sits at this very machine. */
  readonly isAtThisMachine: boolean;
}

/** null where something in the list is no IP address. */
export const parseProxies = (setting: string | undefined): readonly string[] | null => {
  const proxies = (setting ?? '').split(',').flatMap((each) => each.trim() || []);
  return proxies.every((each) => isIP(each) !== 0) ? proxies : null;
};

type Request = Pick<IncomingMessage, 'headers' | 'httpVersion'> & {
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean };
};

export const arrivalOf = (request: IncomingMessage | Request, position: Position): Arrival => {
  const { headers, socket } = request as Request;
  const peer = plainAddress(socket.remoteAddress ?? 'unknown');
  return {
    client: position.proxies.includes(peer) ? forwardedFor(headers['x-forwarded-for'], position.proxies) : peer,
    isHttps: socket.encrypted === true || isByHttps(headers, position.origins),
    isAtThisMachine: isLoopbackAddress(peer) && !isHandedOn(request as Request, position),
  };
};

/** Whoever claims https without it only keeps the own cookie to itself, so anybody may: what counts is never to miss one. */
const isByHttps = ({ origin, host, 'x-forwarded-proto': scheme }: Request['headers'], origins: Origins): boolean =>
  (origin?.startsWith('https:') === true && isAllowedOrigin(origin, host, origins)) ||
  scheme === 'https' ||
  (host !== undefined && origins.includes(`https://${host.toLowerCase().replace(/:443$/, '')}`));

/** The last in the list that is no proxy of ours: what stands before it anybody may have written. */
const forwardedFor = (header: string | readonly string[] | undefined, proxies: readonly string[]): string => {
  const hops = String(header ?? '')
    .split(',')
    .map((each) => plainAddress(each.trim()));
  const client = hops.findLast((each) => !proxies.includes(each));
  return client !== undefined && isIP(client) !== 0 ? client : 'unknown';
};

/** `::ffff:127.0.0.1` is 127.0.0.1 on a socket that takes both. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const isLoopbackAddress = (address: string): boolean => address === '::1' || /^127(\.\d+){3}$/.test(address);

const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Whether somebody else may stand behind a peer at this machine: a proxy that says so, one that speaks HTTP/1.0 (as nginx did
 * by default), and everybody as soon as the operator has named a proxy or an outer address. A page elsewhere whose name was made to
 * point here (DNS rebinding) comes under its own name.
 */
const isHandedOn = ({ headers, httpVersion }: Request, { origins, proxies }: Position): boolean =>
  proxies.length > 0 ||
  origins.some((each) => !isLoopbackName(new URL(each).host)) ||
  httpVersion === '1.0' ||
  proxyHeaders.some((name) => headers[name] !== undefined) ||
  !isLoopbackName(headers.host);
