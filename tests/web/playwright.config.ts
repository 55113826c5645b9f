import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = [
  process.env.LIANXI_CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
].find((path) => path !== undefined && existsSync(path));

// Names of files are Chinese: where the machine says nothing of UTF-8, the browser neither takes nor gives them.
process.env.LC_ALL = 'C.UTF-8';

/** Real browsers against a real server: each worker starts one of its own (support/test.ts). The app must be built. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  fullyParallel: false,
  workers: 2,
  // A flaky test is a broken test.
  retries: 0,
  // For what hangs; on a busy machine an honest test may take many times as long as on a quiet one.
  timeout: 240_000,
  expect: { timeout: 15_000 },
  // Where nobody watches, what failed is said whole at the end.
  reporter: [[process.stdout.isTTY ? 'line' : 'dot']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    screenshot: 'only-on-failure',
    // Keeping the whole app for a start without a network is half of what a short test costs. What tests that allows it (support/keeps-app.ts).
    serviceWorkers: 'block',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
