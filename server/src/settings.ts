import { resolve } from 'node:path';
import { err, ok, type Result } from '@lianxi/base';
import { type Origins, parseOrigins, parseProxies } from './http/index.ts';
import type { Certificate } from './listen.ts';
import { type LogFormat, logFormats } from './logger/index.ts';

/** What the operator says by environment variables. */
export interface Settings {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly origins: Origins;
  readonly proxies: readonly string[];
  readonly certificate: Certificate | null;
  /** Origins besides the platforms' own at which a group's robot may be. */
  readonly robotOrigins: readonly string[];
  readonly logFormat: LogFormat;
  /** The process to end with: npm, when it started us. */
  readonly parent: number | null;
}

export type InvalidSetting = { readonly type: 'InvalidSetting'; readonly name: string; readonly value: string };

export const readSettings = (env: NodeJS.ProcessEnv, cwd: string): Result<Settings, InvalidSetting> => {
  const portText = env.LIANXI_PORT || '4680';
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) {
    return err({ type: 'InvalidSetting', name: 'LIANXI_PORT', value: portText });
  }
  const origins = parseOrigins(env.LIANXI_ORIGIN);
  if (origins === null) return err({ type: 'InvalidSetting', name: 'LIANXI_ORIGIN', value: env.LIANXI_ORIGIN ?? '' });
  const proxies = parseProxies(env.LIANXI_PROXY);
  if (proxies === null) return err({ type: 'InvalidSetting', name: 'LIANXI_PROXY', value: env.LIANXI_PROXY ?? '' });
  const robotOrigins = parseOrigins(env.LIANXI_ROBOT_ORIGINS);
  if (robotOrigins === null)
    return err({ type: 'InvalidSetting', name: 'LIANXI_ROBOT_ORIGINS', value: env.LIANXI_ROBOT_ORIGINS ?? '' });
  const [chain = '', key = ''] = [env.LIANXI_CERTIFICATE, env.LIANXI_KEY];
  if ((chain === '') !== (key === '')) {
    return err({ type: 'InvalidSetting', name: chain === '' ? 'LIANXI_CERTIFICATE' : 'LIANXI_KEY', value: '' });
  }
  const logFormat = logFormats.find((each) => each === (env.LIANXI_LOG || 'text'));
  if (!logFormat) return err({ type: 'InvalidSetting', name: 'LIANXI_LOG', value: env.LIANXI_LOG ?? '' });
  const parent = Number(env.LIANXI_PARENT);
  return ok({
    dataFolder: dataFolderOf(env, cwd),
    host: env.LIANXI_HOST || '127.0.0.1',
    port,
    origins,
    proxies,
    certificate: chain === '' ? null : { chain: resolve(cwd, chain), key: resolve(cwd, key) },
    robotOrigins,
    logFormat,
    parent: Number.isSafeInteger(parent) && parent > 0 ? parent : null,
  });
};

/** A relative folder is meant from where the person stands, not from where npm changed to. */
export const dataFolderOf = (env: NodeJS.ProcessEnv, cwd: string): string =>
  resolve(env.LIANXI_DATA ? (env.INIT_CWD ?? cwd) : cwd, env.LIANXI_DATA || '.lianxi');
