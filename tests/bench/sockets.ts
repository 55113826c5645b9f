/**
 * Sixty documents at start, in Chromium: one socket for all of them against one for each, with and without a distance
 * between browser and relay. `node tests/bench/sockets.ts` prints a table; medians (lowest–highest) of the rounds, in ms.
 */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import * as Y from 'yjs';
import { startHarness } from '../relay/harness.ts';
import { bundle } from '../web/support/bundle.ts';

const documents = 60;
const rounds = 5;
const roundTrips = [0, 40, 120];
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** A line of this length to the relay: every byte arrives half the round trip later, in order. */
const startDistance = async (port: number, roundTrip: number) => {
  const sockets = new Set<Socket>();
  const later = (from: Socket, to: Socket) => {
    from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), roundTrip / 2));
    from.on('close', () => setTimeout(() => to.destroy(), roundTrip / 2));
    from.on('error', () => to.destroy());
  };
  const server = createTcpServer((near) => {
    // The handshake of TCP itself costs one round trip.
    near.pause();
    setTimeout(() => {
      const far = connect(port, '127.0.0.1');
      for (const socket of [near, far]) {
        socket.setNoDelay(true);
        sockets.add(socket);
      }
      later(near, far);
      later(far, near);
      near.resume();
    }, roundTrip);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

/** Minutes of some pages, 20 kB. */
const content = (): Uint8Array => {
  const doc = new Y.Doc();
  for (let line = 0; line < 200; line++)
    doc.getText('t').insert(doc.getText('t').length, `${line} ${'字'.repeat(30)}\n`);
  return Y.encodeStateAsUpdate(doc);
};

const code = await bundle(join(import.meta.dirname, 'sockets-page.ts'));
const harness = await startHarness();
const addresses = Array.from({ length: documents }, (_, index) => harness.document(`open/joint/n${index}`, content()));
const pages = createServer((request: IncomingMessage, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? code : '<!doctype html><script src="/page.js"></script>');
});
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
let people = 0;

/** The first time with nothing on the device, the second with everything. */
const run = async (page: Page, way: 'one' | 'each', server: string): Promise<readonly number[]> => {
  const member = `m${String(people++).padStart(7, '0')}`;
  const times: number[] = [];
  for (let time = 0; time < 2; time++) {
    times.push(await page.evaluate(([...all]) => window.measure(...all), [way, server, addresses, member] as const));
  }
  return times;
};

const tell = (times: readonly number[]): string => {
  const sorted = times.map(Math.round).sort((one, other) => one - other);
  return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]}–${sorted.at(-1)})`;
};

for (const roundTrip of roundTrips) {
  const distance = await startDistance(harness.port, roundTrip);
  const times = { one: [[], []] as number[][], each: [[], []] as number[][] };
  for (let round = 0; round < rounds; round++) {
    for (const way of ['one', 'each'] as const) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
      const [fresh, returning] = await run(page, way, `ws://127.0.0.1:${distance.port}/sync`);
      times[way][0]?.push(fresh ?? 0);
      times[way][1]?.push(returning ?? 0);
      await context.close();
    }
  }
  for (const [index, state] of ['nothing on the device', 'everything on the device'].entries()) {
    const [one, each] = [tell(times.one[index] ?? []), tell(times.each[index] ?? [])];
    console.info(`| ${roundTrip} ms | ${state} | ${one} | ${each} |`);
  }
  distance.stop();
}
await browser.close();
pages.close();
await harness.stop();
process.exit();
