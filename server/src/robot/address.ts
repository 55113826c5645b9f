import { err, ok, type Result } from '@lianxi/base';

/** 企业微信 and 钉钉. */
export const robotFormats = ['wecom', 'dingtalk'] as const;
export type RobotFormat = (typeof robotFormats)[number];

/** Where the robots of a group are, and by what their address names one. */
const doors = {
  wecom: { origin: 'https://qyapi.weixin.qq.com', path: '/cgi-bin/webhook/send', key: 'key' },
  dingtalk: { origin: 'https://oapi.dingtalk.com', path: '/robot/send', key: 'access_token' },
} as const satisfies Record<RobotFormat, { origin: string; path: string; key: string }>;

/** `NotAllowed`: another host than the two, and none that the operator named. */
export type AddressError = { readonly type: 'Unfit' } | { readonly type: 'NotAllowed' };

/**
 * An address as the platform shows it, or why it is none. The server opens no other: https at the platform's own host, or one of
 * the origins that the operator named (`LIANXI_ROBOT_ORIGINS`), by the platform's path, with the one key and nothing else.
 */
export const readRobotAddress = (
  text: string,
  format: RobotFormat,
  allowed: readonly string[],
): Result<URL, AddressError> => {
  const { origin, path, key } = doors[format];
  if (!URL.canParse(text)) return err({ type: 'Unfit' });
  const url = new URL(text);
  if (url.origin !== origin && !allowed.includes(url.origin)) return err({ type: 'NotAllowed' });
  const isFit = url.pathname === path && url.username === '' && url.password === '' && url.hash === '';
  const value = url.searchParams.get(key) ?? '';
  if (!isFit || url.searchParams.size !== 1 || !/^[\w-]{8,200}$/.test(value)) return err({ type: 'Unfit' });
  return ok(url);
};
