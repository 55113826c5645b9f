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

/**
 * kill -9 on every process of the browser that works on this folder, at once. Only the first two name the folder; what they began dies
 * by itself as a rule, but one that does not keeps the browser's pipes open, and whoever waits for its end waits for good.
 */
export const killBrowser = (folder: string): void => {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid, parent: parentOf(pid) }));
  const pids = processes.map(({ pid }) => pid).filter((pid) => readProcess(pid, 'cmdline').includes(folder));
  if (pids.length === 0) throw new Error(`no browser works on ${folder}`);
  for (const begun of pids)
    pids.push(...processes.flatMap(({ pid, parent }) => (parent === begun && !pids.includes(pid) ? [pid] : [])));
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
};

const readProcess = (pid: string, file: 'cmdline' | 'stat'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};
/** After the name, which may hold anything, come the state and the parent. */
const parentOf = (pid: string): string | undefined => readProcess(pid, 'stat').split(') ').at(-1)?.split(' ')[1];
