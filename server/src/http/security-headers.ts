import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/**
 * What a page of ours may do: load what this server has, talk to it, and nothing else. No inline script runs but those that
 * stand in the built page, allowed by their hashes; no inline style but the announcer's; no other page may frame this one.
 */
export const contentSecurityPolicy = (page: string | null): Policy => {
  const hashes = page === null ? [] : inlineScripts(page).map((script) => `'sha256-${hashOf(script)}'`);
  const directives = Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", ...hashes],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-hashes'", announcerStyle],
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

/** SvelteKit announces each page to screen readers in an element that it hides with this one style attribute. */
const announcerStyle = "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='";

/** The policy's text for a page that was asked for under this host. */
type Policy = (host: string | undefined) => string;

/** Older browsers do not count sockets as `'self'`. What is no host name must not become part of a header. */
const socketsOf = (host: string | undefined): readonly string[] =>
  host !== undefined && /^[A-Za-z0-9.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];

/** The page is ours and built, so a pattern is enough; a script with `src` has no content to hash. */
const inlineScripts = (page: string): readonly string[] =>
  [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '');

const hashOf = (script: string): string => createHash('sha256').update(script).digest('base64');

export const securityHeaders =
  (policy: Policy): MiddlewareHandler =>
  async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('Content-Security-Policy', policy(context.req.header('host')));
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('X-Frame-Options', 'DENY');
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    headers.set('Permissions-Policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()');
    headers.set('X-Robots-Tag', 'noindex');
  };
