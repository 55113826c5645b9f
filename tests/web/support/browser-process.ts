/** A browser with a folder of its own, which outlives a kill: what a power cut leaves is what the next start finds. */
import { readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { keepsApp } from './keeps-app.ts';

export const launchOn = (folder: string, baseURL: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, {
    ...config.use?.launchOptions,
    baseURL,
    // What a device keeps is what these browsers are for.
    ...keepsApp,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  });

/** kill -9 on every process of the browser that works on this folder, at once. */
export const killBrowser = (folder: string): void => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandOf(name).includes(folder));
  if (pids.length === 0) throw new Error(`no browser works on ${folder}`);
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
};

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
