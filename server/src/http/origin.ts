/**
 * Which pages may act with a person's cookie: those that came from this very host and port, and those that the operator
 * named in `LIANXI_ORIGIN` (comma-separated, e.g. `https://lianxi.example.cn` before a proxy that changes the host).
 */
export type Origins = readonly string[];

/** null where something in the list is no origin: better no start than a wall with a hole, or a door that stays shut. */
export const parseOrigins = (setting: string | undefined): Origins | null => {
  const origins: string[] = [];
  for (const each of (setting ?? '').split(',').map((part) => part.trim())) {
    if (each === '') continue;
    if (!URL.canParse(each) || !/^https?:\/\/[^/]+\/?$/.test(each)) return null;
    origins.push(new URL(each).origin);
  }
  return origins;
};

/** The scheme is not compared: behind a proxy that ends TLS the page is https and we are not. */
export const isAllowedOrigin = (origin: string, host: string | undefined, allowed: Origins): boolean => {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin === 'null' || !/^https?:$/.test(url.protocol)) return false;
  return allowed.includes(url.origin) || (host !== undefined && url.host === withoutDefaultPort(host, url.protocol));
};

const withoutDefaultPort = (host: string, protocol: string): string =>
  host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A `Host`, with or without its port, by which only this very machine is meant. */
export const isLoopbackName = (host: string | undefined): boolean =>
  host !== undefined && loopbackNames.has(host.toLowerCase().replace(/:\d+$/, ''));
