import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnvironment } from './environment.ts';

/**
 * What a page of ours may do: load what this server has, talk to it, and nothing else. No inline script runs but those that
 * stand in the built page, allowed by their hashes; no inline style but the one that the framework gives its announcer for
 * screen readers, by its hash too; no other page may frame this one.
 */
export const contentSecurityPolicy = ({ scripts, styles }: Inline): Policy => {
  const directives = Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", ...scripts.map(hashOf)],
    'style-src': ["'self'"],
    'style-src-attr': styles.length > 0 ? ["'unsafe-hashes'", ...styles.map(hashOf)] : ["'none'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
  return (host) => `${directives}; connect-src ${["'self'", ...socketsOf(host)].join(' ')}`;
};

/** What stands inline in the built app. */
export interface Inline {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** The policy's text for a page that was asked for under this host. */
type Policy = (host: string | undefined) => string;

/** Older browsers do not count sockets as `'self'`. What is no host name must not become part of a header. */
const socketsOf = (host: string | undefined): readonly string[] =>
  host !== undefined && /^[A-Za-z0-9.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];

/** The page and the scripts are ours and built, so patterns are enough; a script with `src` has no content to hash. */
export const findInline = (page: string, modules: readonly string[]): Inline => ({
  scripts: [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? ''),
  styles: modules.flatMap((text) =>
    [...text.matchAll(/<div id="svelte-announcer"[^>]* style="([^"]*)"/g)].map(([, style]) => style ?? ''),
  ),
});

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A year, as browsers want it to be believed; said by https alone, where alone it is heard. */
const strictTransport = 'max-age=31536000; includeSubDomains';

/** On whatever is answered, by a route or not. */
export const headersOfAll = (policy: string, isHttps: boolean): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'X-Robots-Tag': 'noindex',
  ...(isHttps ? { 'Strict-Transport-Security': strictTransport } : {}),
});

/** For what is answered before there is a route: it shows nothing and loads nothing. */
export const barePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const securityHeaders =
  (policy: Policy): MiddlewareHandler<HttpEnvironment> =>
  async (context, next) => {
    await next();
    // What is handed out as a file may say a stricter one of its own.
    const own = context.res.headers.get('Content-Security-Policy');
    const all = headersOfAll(own ?? policy(context.req.header('host')), context.env.isHttps);
    for (const [name, value] of Object.entries(all)) context.res.headers.set(name, value);
  };
