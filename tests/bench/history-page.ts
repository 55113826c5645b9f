/**
 * Opening the history of a long paper in the browser: from the link to the text, and the main thread's own time for it (which does
 * not hang on what else the machine does), by kind of work; then the version before, five times. `node tests/bench/history-page.ts`
 * prints JSON; the app must be built. The paper is `automerge-paper` by three authors who take turns, one paragraph of 100 kB.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@lianxi/server';
import { type CDPSession, chromium } from '@playwright/test';
import { startServer } from '../web/support/server.ts';
import { storePaper } from './paper.ts';

const name = 'bench-clerk';
const passphrase = 'correct horse battery';
const rounds = 5;

const dataFolder = mkdtempSync(join(tmpdir(), 'lianxi-history-page-'));
const seed = async (): Promise<string> => {
  // A day and a half before now, so that the last words are no future's.
  let now = Date.now() - 36 * 3_600_000;
  const opened = openStore(dataFolder, () => now);
  if (!opened.ok) throw new Error(opened.error.type);
  const { address } = await storePaper(opened.value, ['mwriter0', 'mwriter1', 'mwriter2'], (ms) => {
    now += ms;
  });
  opened.value.close();
  return address;
};
const address = await seed();

/** Ms of the main thread, since the session was begun. */
const spent = async (devtools: CDPSession) => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (key: string) => (metrics.find((metric) => metric.name === key)?.value ?? 0) * 1_000;
  return {
    all: of('TaskDuration'),
    script: of('ScriptDuration'),
    style: of('RecalcStyleDuration'),
    layout: of('LayoutDuration'),
  };
};
type Spent = Awaited<ReturnType<typeof spent>>;
const less = (one: Spent, other: Spent): Spent => ({
  all: one.all - other.all,
  script: one.script - other.script,
  style: one.style - other.style,
  layout: one.layout - other.layout,
});
const median = (all: readonly number[]) => Math.round(all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0);
const medians = (all: readonly Spent[]) => ({
  all: median(all.map((each) => each.all)),
  script: median(all.map((each) => each.script)),
  style: median(all.map((each) => each.style)),
  layout: median(all.map((each) => each.layout)),
});

const server = await startServer({ dataFolder });
const browser = await chromium.launch({
  executablePath: process.env.LIANXI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
try {
  await server.lianxi(['user', 'add', name, '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  const shown: number[] = [];
  const [opening, turning]: [Spent[], Spent[]] = [[], []];
  let pieces = 0;
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1440, height: 900 } });
    await context.request.post('/api/session', { data: { name, passphrase }, headers: { origin: server.origin } });
    const page = await context.newPage();
    await page.goto(`/meetings/${address}`);
    await page.locator('.ProseMirror').waitFor();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.waitForTimeout(1_500);
    const link = page.locator(`a[href$="${address}/history"]`);
    const before = await spent(devtools);
    shown.push(
      await link.evaluate(async (element: HTMLElement) => {
        const from = performance.now();
        const frame = () => new Promise(requestAnimationFrame);
        element.click();
        while (!document.querySelector('.past .by')) await frame();
        // Drawn, not only there.
        await frame();
        await frame();
        return performance.now() - from;
      }),
    );
    // What is left for later is counted as well.
    await page.waitForTimeout(1_500);
    const open = await spent(devtools);
    opening.push(less(open, before));
    pieces = await page.locator('.past .by').count();
    await page.locator('[aria-current="true"]').focus();
    for (let step = 0; step < 5; step++) {
      const from = await spent(devtools);
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(300);
      turning.push(less(await spent(devtools), from));
    }
    await context.close();
  }
  console.log(
    JSON.stringify(
      { pieces, shownMs: median(shown), openingThreadMs: medians(opening), nextVersionThreadMs: medians(turning) },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await server.dispose();
}
