import type { Page } from '@playwright/test';

/**
 * Opens a page of the app as people do: by a link where the app is open, by its address where it is not, or is at that page
 * already. A load of the app is a third of what a short test costs, and what a page does seldom depends on it.
 */
export const go = async (page: Page, path: string): Promise<void> => {
  const at = (url: URL) => `${url.pathname}${url.search}`;
  if (!page.url().startsWith('http') || at(new URL(page.url())) === path) {
    await page.goto(path);
    return;
  }
  await page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    // Within the app's own element: there it hears what is pressed.
    document.querySelector('body > div')?.append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForURL((url) => at(url) === path);
};
