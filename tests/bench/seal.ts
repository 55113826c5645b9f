/**
 * What sealing costs, in Chromium: opening twenty registers of a hundred households from the disk, one change, and the passphrase,
 * beside the same without a seal. `node tests/bench/seal.ts` prints a table; medians (lowest–highest) of the rounds.
 */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'vite';

const rounds = 7;
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

const bundle = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: join(import.meta.dirname, 'seal-page.ts'), formats: ['iife'], name: 'seal' } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error('nothing was built');
  return output.output[0].code;
};

const code = await bundle();
const pages = createServer((request, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
  response.end(isScript ? code : '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>');
});
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});

const tell = (times: readonly number[], digits = 0): string => {
  const sorted = [...times].sort((one, other) => one - other);
  const [low, middle, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `${middle?.toFixed(digits)} (${low?.toFixed(digits)}–${high?.toFixed(digits)})`;
};

const context = await browser.newContext();
const page = await context.newPage();
await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
const size = await page.evaluate(async () => {
  await window.bench.fill('mplain00');
  return window.bench.fill('msealed0');
});
const once = await page.evaluate(() => window.bench.sealAll('msealed0'));
const times = { open: [[], []] as number[][], each: [[], []] as number[][], stored: [[], []] as number[][] };
const keys = { argon2id: [] as number[], pbkdf2: [] as number[] };
for (let round = 0; round < rounds; round++) {
  // In turn, each in a page that was loaded anew.
  for (const [at, member] of ['mplain00', 'msealed0'].entries()) {
    await page.reload();
    const isSealed = at === 1;
    times.open[at]?.push(
      await page.evaluate(([who, sealed]) => window.bench.open(who, sealed), [member, isSealed] as const),
    );
    const written = await page.evaluate(([who, sealed]) => window.bench.write(who, sealed), [
      `${member}w${round}`,
      isSealed,
    ] as const);
    times.each[at]?.push(written.each);
    times.stored[at]?.push(written.stored);
  }
  const derived = await page.evaluate((who) => window.bench.derive(who), `mkey${round}`);
  keys.argon2id.push(derived.argon2id);
  keys.pbkdf2.push(derived.pbkdf2);
}
console.info(`a register: ${size} bytes; sealing all twenty, once: ${once.toFixed(0)} ms`);
console.info('| | in the clear | sealed |');
for (const [name, row, digits] of [
  ['opening twenty, ms', times.open, 0],
  ['one change, µs of the page', times.each, 0],
  ['300 changes until stored, ms', times.stored, 0],
] as const)
  console.info(`| ${name} | ${tell(row[0] ?? [], digits)} | ${tell(row[1] ?? [], digits)} |`);
console.info(`argon2id, 19 MiB, two passes, ms: ${tell(keys.argon2id)}; PBKDF2, 600,000, ms: ${tell(keys.pbkdf2)}`);
await browser.close();
pages.close();
