import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    readonly axe?: { run(part: string, options: RunOptions): Promise<AxeResults> };
  }
}

const all: RunOptions = {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // What plays by itself is looked at; style sheets are read by rules only that are none of these.
  preload: { assets: ['media'] },
};
/** What a theme may change. */
const coloursAlone: RunOptions = {
  ...all,
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** What axe has against the page as it stands, or a part of it, a line each with the elements in question. */
export const violationsOf = (page: Page, part = 'html', what: 'all' | 'colours' = 'all'): Promise<readonly string[]> =>
  look(page, part, what === 'all' ? all : coloursAlone);

/** The same in both themes, in which only colours differ. */
export const violationsInBothThemes = async (page: Page, part = 'html'): Promise<readonly string[]> => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violationsOf(page, part, 'colours');
  await page.emulateMedia({ colorScheme: 'light' });
  return [...dark.map((each) => `dark: ${each}`), ...(await violationsOf(page, part))];
};

const look = async (page: Page, part: string, options: RunOptions): Promise<readonly string[]> => {
  // Half a megabyte of script: once a page, however often it is looked at.
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(source);
  return page.evaluate(
    async ({ part, options }) => {
      const found = await window.axe?.run(part, options);
      if (!found) throw new Error('axe is not there');
      return found.violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 4)
            .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
            .join(' | ')}`,
      );
    },
    { part, options },
  );
};
