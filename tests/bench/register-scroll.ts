/**
 * 9,000 people in one table, in the real app on the real server: how long opening takes, the frames while it
 * scrolls, and the time from a key to the changed cell. `node tests/bench/register-scroll.ts` prints JSON;
 * the app must be built. Everybody in it is made up.
 */
import { existsSync } from 'node:fs';
import {
  createAuthor,
  describeRegister,
  type ImportRow,
  importResidents,
  lockableColumns,
  planImport,
  projectRegister,
  unlockColumns,
} from '@lianxi/documents';
import { chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { enterResidents } from '../web/support/lock.ts';
import { type RunningServer, startServer } from '../web/support/server.ts';

const people = 9_000;
const name = 'bench-clerk';
const passphrase = 'correct horse battery';
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const budget = 50;

const rows: readonly ImportRow[] = Array.from({ length: people }, (_, index) => ({
  building: 1 + Math.floor(index / 450),
  entrance: 1 + (Math.floor(index / 150) % 3),
  room: `${1 + (Math.floor(index / 6) % 25)}0${1 + (Math.floor(index / 3) % 2)}`,
  name: `居民${String(index).padStart(4, '0')}`,
  sex: index % 2 ? '男' : '女',
  relation: index % 3 === 0 ? '户主' : '配偶',
  residence: '常住',
  birth: `19${50 + (index % 50)}-01-01`,
  phones: [`1380000${String(index).padStart(4, '0')}`],
}));

const fill = async (server: RunningServer): Promise<() => void> => {
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const session = (await (await fetch(`${server.origin}/api/session`, { headers })).json()) as {
    member: { id: string };
  };
  const body = JSON.stringify({ kind: 'register', scope: 'bench', title: '全部居民', id: 'main' });
  const made = await fetch(`${server.origin}/api/documents`, { method: 'POST', headers, body });
  if (made.status !== 201) throw new Error(`no register: ${made.status}`);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, 'register/bench/main', doc, {
    protocols: [`lianxi.bearer.${token}`],
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  const author = createAuthor(session.member.id);
  const register = projectRegister(doc);
  const said = { purpose: '测量', legalBasis: '测量', keepingPeriod: '一天', responsible: '测量' };
  describeRegister(doc, { grid: '全部居民', compound: '东园', ...said }, author);
  unlockColumns(doc, lockableColumns, '测量', author);
  // In pieces that the relay's frames can hold.
  for (let from = 0; from < rows.length; from += 500) {
    importResidents(doc, register, planImport(register, rows.slice(from, from + 500)), author);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // The socket stays open until the page has shown everybody.
  return () => {
    provider.destroy();
    // And with it who is there, which would keep this process.
    doc.destroy();
  };
};

/** Scrolls for six seconds at so many pixels a frame, down and up; returns the frames' lengths in ms. */
const scroll = (page: Page, pixels: number): Promise<number[]> =>
  page.evaluate(
    (speed) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('.tw');
        if (!scroller) throw new Error('no table');
        const most = scroller.scrollHeight - scroller.clientHeight;
        const frames: number[] = [];
        const start = performance.now();
        let last = start;
        let by = speed;
        const step = (now: number) => {
          frames.push(now - last);
          last = now;
          if (scroller.scrollTop + by > most || scroller.scrollTop + by < 0) by = -by;
          scroller.scrollTop += by;
          if (now - start < 6_000) requestAnimationFrame(step);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(step);
      }),
    pixels,
  );

/** Frames as they were, and the main thread's own time for each: the second does not hang on what else the machine does. */
const watch = async (page: Page, pixels: number) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  const before = await spent();
  const frames = (await scroll(page, pixels)).sort((left, right) => left - right);
  const cpu = (await spent()) - before;
  await devtools.detach();
  const at = (part: number) => Math.round((frames[Math.floor((frames.length - 1) * part)] ?? 0) * 10) / 10;
  return {
    pixelsAFrame: pixels,
    frames: frames.length,
    frameMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) },
    framesOverBudget: frames.filter((frame) => frame > budget).length,
    mainThreadMsAFrame: Math.round((cpu / frames.length) * 10) / 10,
  };
};

const timeEdit = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const cell = document.querySelector('[data-row="4"] .cell.name');
        const input = document.querySelector('[data-cell-input]');
        if (!cell || !(input instanceof HTMLInputElement)) throw new Error('no cell');
        const start = performance.now();
        new MutationObserver(() => resolve(performance.now() - start)).observe(cell, {
          childList: true,
          characterData: true,
          subtree: true,
        });
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      }),
  );

const measure = async (server: RunningServer, stopFilling: () => void) => {
  const browser = await chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--enable-precise-memory-info'],
  });
  try {
    const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1440, height: 900 } });
    const headers = { origin: server.origin };
    await context.request.post('/api/session', { data: { name, passphrase }, headers });
    const page = await context.newPage();
    await enterResidents(page, '/residents/bench');
    await page.waitForFunction((count) => document.body.textContent?.includes(`${count} 人`), people, {
      timeout: 120_000,
    });
    stopFilling();
    // From the device's own disk, as on every later day.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const start = performance.now();
    await page.goto('/residents/bench');
    await page.waitForFunction((count) => document.body.textContent?.includes(`${count} 人`), people, {
      timeout: 120_000,
    });
    await page.locator('[data-row="0"]').waitFor();
    const open = performance.now() - start;
    // A wheel turned fast, and the bar dragged: a whole screen of new rows each frame.
    const scrolls = [await watch(page, 120), await watch(page, 1_000)];
    await page.evaluate(() => document.querySelector('.tw')?.scrollTo(0, 0));
    await page.locator('[data-row="4"] .cell.name').click();
    await page.keyboard.type('改');
    const edit = await timeEdit(page);
    const heap = await page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    );
    return {
      people,
      openFromDiskMs: Math.round(open),
      scrolls,
      editMs: Math.round(edit * 10) / 10,
      heapMB: Math.round(heap / 2 ** 20),
    };
  } finally {
    await browser.close();
  }
};

const server = await startServer();
try {
  await server.lianxi(['user', 'add', name, '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  const stopFilling = await fill(server);
  console.log(JSON.stringify(await measure(server, stopFilling), null, 2));
} finally {
  await server.dispose();
}
