import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/**
 * What a page of ours may do: load what this server has, talk to it, and nothing else. No inline script runs but those that
 * stand in the built page, allowed by their hashes; no inline style at all; no other page may frame this one.
 */
export const contentSecurityPolicy = (page: string | null): string => {
  const hashes = page === null ? [] : inlineScripts(page).map((script) => `'sha256-${hashOf(script)}'`);
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", ...hashes],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
};

/** The page is ours and built, so a pattern is enough; a script with `src` has no content to hash. */
const inlineScripts = (page: string): readonly string[] =>
  [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '');

const hashOf = (script: string): string => createHash('sha256').update(script).digest('base64');

export const securityHeaders =
  (policy: string): MiddlewareHandler =>
  async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('Content-Security-Policy', policy);
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('X-Frame-Options', 'DENY');
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    headers.set('Permissions-Policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()');
    headers.set('X-Robots-Tag', 'noindex');
  };
