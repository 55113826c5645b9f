import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe has against the page as it stands, or a part of it, a line each with the elements in question. */
export const violationsOf = async (page: Page, part = 'html'): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page })
    // Without a page of its own for frames, of which we have none, and without a list of all that is right: a quarter of the time.
    .setLegacyMode(true)
    .options({
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    .include(part)
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 4)
        .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
};
