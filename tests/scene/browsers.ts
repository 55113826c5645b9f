/** People who sit at a browser: a context of their own, with the meeting's page in it. */
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { type Office, type Player, passphrase } from './office.ts';

export interface Seat {
  readonly player: Player;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** A socket that cannot be opened while the network is cut, and what is asked for meanwhile, is the scene's own doing. */
const expected = /ERR_INTERNET_DISCONNECTED|WebSocket connection/;

export const takeSeat = async (browser: Browser, { server }: Office, player: Player): Promise<Seat> => {
  const context = await browser.newContext({
    baseURL: server.origin,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(60_000);
  const answer = await context.request.post('/api/session', {
    data: { name: player.name, passphrase },
    headers: { origin: server.origin },
  });
  if (!answer.ok()) throw new Error(`${player.name} is not let in: ${answer.status()}`);
  const page = await context.newPage();
  const complaints: string[] = [];
  const complain = (words: string) => {
    if (!expected.test(words)) complaints.push(words);
  };
  page.on('pageerror', (error) => complain(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text());
  });
  return { player, context, page, complaints };
};

export const textOf = (page: Page) => page.getByRole('textbox', { name: /议题正文/ });

/** Opens the meeting and chooses a topic of it. */
export const openTopic = async ({ page }: Seat, path: string, title: string): Promise<void> => {
  if (new URL(page.url()).pathname !== path) await page.goto(path);
  await page
    .getByRole('navigation', { name: '议程' })
    .getByRole('button', { name: new RegExp(`^\\d+ ${title}`) })
    .click();
  await expect(
    page
      .getByRole('textbox', { name: `${title} · 议题正文` })
      .or(textOf(page))
      .first(),
  ).toBeVisible();
};

/** A paragraph of one's own that begins with unit and name. */
export const beginToSpeak = async ({ page }: Seat): Promise<void> => {
  await page.getByRole('toolbar', { name: '正文工具' }).getByRole('button', { name: '发言' }).click();
};

/** The paragraphs of the topic that is shown, without what carets put among them. */
export const paragraphsOf = (page: Page): Promise<readonly string[]> =>
  textOf(page).evaluate((element) =>
    [...element.querySelectorAll('p')].map((each) => (each.textContent ?? '').replaceAll('\u2060', '')),
  );
