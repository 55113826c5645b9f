/** The browser of the tests: the system's Chromium. Playwright's own download is never used. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail } from './toolchain.mjs';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

export const ensureChromium = () => {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('正在安装 Chromium 和中文字体… Installing Chromium and Chinese fonts …');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], options);
    const installed = findChromium();
    if (installed) return installed;
  }
  return fail(
    '浏览器测试需要 Chromium：请安装（Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk），或用 LIANXI_CHROMIUM 指定路径。',
    'The browser tests need Chromium: install it (Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk) or name it in LIANXI_CHROMIUM.',
  );
};

const findChromium = () => [process.env.LIANXI_CHROMIUM, ...candidates].find((path) => path && existsSync(path));
