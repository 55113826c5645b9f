/**
 * The browser of the tests: the system's Chromium, where Debian has it without its windows and menus, which takes a third less
 * of a test's time. Playwright's own download is never used.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail } from './toolchain.mjs';

const withoutWindows = '/usr/bin/chromium-headless-shell';
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

export const ensureChromium = () => {
  const chosen = firstOf([process.env.LIANXI_CHROMIUM, withoutWindows]);
  if (chosen) return chosen;
  // CI is worth the installing; elsewhere the browser that is there will do.
  const isWanting = process.env.CI !== undefined || !firstOf(candidates);
  if (isWanting && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('正在安装 Chromium 和中文字体… Installing Chromium and Chinese fonts …');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    // Not every Debian has the first.
    for (const name of ['chromium-headless-shell', 'chromium']) {
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name, 'fonts-noto-cjk'], options);
      if (firstOf([withoutWindows, ...candidates])) break;
    }
  }
  const found = firstOf([withoutWindows, ...candidates]);
  if (found) return found;
  return fail(
    '浏览器测试需要 Chromium：请安装（Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk），或用 LIANXI_CHROMIUM 指定路径。',
    'The browser tests need Chromium: install it (Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk) or name it in LIANXI_CHROMIUM.',
  );
};

const firstOf = (paths) => paths.find((path) => path && existsSync(path));
