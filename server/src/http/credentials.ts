import { bearerPrefix } from '@lianxi/protocol';
import { parse } from 'hono/utils/cookie';

/** What a request presents. A token in the URL is nothing: it would stand in logs and histories. */
export interface Credentials {
  readonly via: 'cookie' | 'bearer';
  readonly secret: string;
}

/** By https a cookie that no other host, and no page without https, can have planted: browsers see to the prefix. */
export const sessionCookies = { https: '__Host-lianxi_session', http: 'lianxi_session' } as const;

interface Headers {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly protocols: string | undefined;
  readonly isHttps: boolean;
}

/** A token shown on purpose goes before a cookie that the browser sends by itself: a demo tab has both. */
export const readCredentials = ({ authorization, cookie, protocols, isHttps }: Headers): Credentials | null => {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? bearerOf(protocols);
  if (bearer !== undefined) return { via: 'bearer', secret: bearer };
  const cookies = cookie === undefined ? {} : parse(cookie);
  const secret = cookies[sessionCookies.https] ?? (isHttps ? undefined : cookies[sessionCookies.http]);
  return secret === undefined ? null : { via: 'cookie', secret };
};

const bearerOf = (protocols: string | undefined): string | undefined =>
  protocols
    ?.split(',')
    .map((each) => each.trim())
    .find((each) => each.startsWith(bearerPrefix))
    ?.slice(bearerPrefix.length);
