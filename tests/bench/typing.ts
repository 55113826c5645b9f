/**
 * A keystroke in a topic in which 40 people write: the main thread's own time for it (which does not hang on what else the machine
 * does), and how long it took from the key to the text being in the document and to the next frame; in the app, and in a page
 * with a bare editor on the same document, in turns. `node tests/bench/typing.ts` prints JSON; the app must be built. Asked for: p99
 * of the first at most 16 ms. With `LIANXI_PROFILE=FOLDER` one round, and what the processor was spent on as `app.cpuprofile` and
 * `bare.cpuprofile`, for the browser's developer tools; the sampling costs time itself.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTopic, createAuthor, fillHeader, textOf } from '@lianxi/documents';
import { chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bundle } from '../web/support/bundle.ts';
import { type RunningServer, startServer } from '../web/support/server.ts';

const writers = 39;
/** Each of them, characters a second. */
const pace = 2;
const keys = 250;
const profileFolder = process.env.LIANXI_PROFILE;
const rounds = profileFolder ? 1 : 3;
const name = 'bench-clerk';
const passphrase = 'correct horse battery';
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const topic = 't1';

interface Hall {
  readonly address: string;
  readonly token: string;
  stop(): void;
}

/** A meeting in which 39 people write, each in a paragraph of their own, their carets with them. */
const gather = async (server: RunningServer): Promise<Hall> => {
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const session = (await (await fetch(`${server.origin}/api/session`, { headers })).json()) as {
    member: { id: string };
  };
  const body = JSON.stringify({ kind: 'minutes', scope: 'joint', title: '四十人的会' });
  const made = await fetch(`${server.origin}/api/documents`, { method: 'POST', headers, body });
  const { address } = (await made.json()) as { address: string };
  const relay = `${server.origin.replace('http', 'ws')}/sync`;
  const enter = async (): Promise<WebsocketProvider> => {
    const provider = new WebsocketProvider(relay, address, new Y.Doc(), {
      protocols: [`lianxi.bearer.${token}`],
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    return provider;
  };
  const first = await enter();
  const author = createAuthor(session.member.id);
  fillHeader(first.doc, { title: '四十人的会' }, author);
  addTopic(first.doc, { id: topic, title: '课堂场地' }, author);
  const providers = [first, ...(await Promise.all(Array.from({ length: writers - 1 }, enter)))];
  const timers = providers.map(({ doc, awareness }, index) => {
    const words = new Y.XmlText(`${index}号：`);
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [words]);
    textOf(doc, topic).push([paragraph]);
    const user = { id: `m${index}`, name: `写者${index}`, label: `单位${index}` };
    const write = () => {
      words.insert(words.length, words.length % 60 === 0 ? '。' : '字');
      const at = Y.createRelativePositionFromTypeIndex(words, words.length);
      awareness.setLocalState({ topic, user, cursor: { anchor: at, head: at } });
    };
    return setInterval(write, 1_000 / pace + index);
  });
  return {
    address,
    token,
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      for (const provider of providers) provider.destroy();
    },
  };
};

interface Strokes {
  /** Milliseconds. */
  readonly thread: readonly number[];
  readonly busy: readonly number[];
  readonly frame: readonly number[];
}

/** Types at the end of the text, at a quick hand's pace, and notes each stroke. */
const type = async (page: Page, name: string): Promise<Strokes> => {
  const editor = page.locator('.ProseMirror');
  await editor.waitFor();
  await editor.evaluate((element: HTMLElement) => {
    element.focus();
    getSelection()?.selectAllChildren(element);
    getSelection()?.collapseToEnd();
  });
  await page.keyboard.press('Enter');
  await page.evaluate(() => {
    const strokes: { busy: number[]; frame: number[] } = { busy: [], frame: [] };
    Object.assign(globalThis, { strokes });
    addEventListener(
      'keydown',
      () => {
        const start = performance.now();
        const { port1, port2 } = new MessageChannel();
        // After the key, its input, and what the editor makes of it: one task, and the next one says that it is over.
        addEventListener('input', () => port2.postMessage(null), { once: true, capture: true });
        port1.onmessage = () => strokes.busy.push(performance.now() - start);
        requestAnimationFrame(() => {
          const drawn = new MessageChannel();
          drawn.port1.onmessage = () => strokes.frame.push(performance.now() - start);
          drawn.port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  if (profileFolder) {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.setSamplingInterval', { interval: 200 });
    await devtools.send('Profiler.start');
  }
  const thread: number[] = [];
  for (let key = 0; key < keys; key++) {
    const before = await spent();
    // Settles when the page has dealt with the key.
    await page.keyboard.press('abcdefgh'[key % 8] ?? 'a');
    thread.push((await spent()) - before);
    await page.waitForTimeout(40);
  }
  if (profileFolder) {
    const { profile } = await devtools.send('Profiler.stop');
    writeFileSync(join(profileFolder, `${name}.cpuprofile`), JSON.stringify(profile));
  }
  await devtools.detach();
  const { busy, frame } = await page.evaluate(
    () => (globalThis as unknown as { strokes: { busy: number[]; frame: number[] } }).strokes,
  );
  return { thread, busy, frame };
};

const sum = (strokes: readonly Strokes[], of: keyof Strokes) => {
  const all = strokes.flatMap((each) => each[of]).sort((left, right) => left - right);
  const at = (part: number) => Math.round((all[Math.floor((all.length - 1) * part)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1), strokes: all.length };
};

const measure = async (server: RunningServer, { address, token }: Hall) => {
  const browser = await chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  const bare = await bundle(join(import.meta.dirname, 'typing-page.ts'));
  try {
    const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1440, height: 900 } });
    await context.request.post('/api/session', { data: { name, passphrase }, headers: { origin: server.origin } });
    const [ours, theirs]: [Strokes[], Strokes[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const app = await context.newPage();
      await app.goto(`/meetings/${address}`);
      await app.locator('.caret').nth(20).waitFor({ timeout: 60_000 });
      ours.push(await type(app, 'app'));
      await app.close();
      const other = await context.newPage();
      await other.goto('/healthz');
      await other.evaluate(bare);
      await other.evaluate(
        ([relay, at, secret, container]) => window.openBare(relay ?? '', at ?? '', secret ?? '', container ?? ''),
        [`${server.origin.replace('http', 'ws')}/sync`, address, token, `text/${topic}`],
      );
      theirs.push(await type(other, 'bare'));
      await other.close();
    }
    const told = (strokes: readonly Strokes[]) => ({
      mainThreadMs: sum(strokes, 'thread'),
      textMs: sum(strokes, 'busy'),
      frameMs: sum(strokes, 'frame'),
    });
    return { writers: writers + 1, updatesASecond: writers * pace, app: told(ours), bare: told(theirs) };
  } finally {
    await browser.close();
  }
};

const server = await startServer();
try {
  await server.lianxi(['user', 'add', name, '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  const hall = await gather(server);
  console.log(JSON.stringify(await measure(server, hall), null, 2));
  hall.stop();
} finally {
  await server.dispose();
}
// The providers' timers would hold the process open.
process.exit();
