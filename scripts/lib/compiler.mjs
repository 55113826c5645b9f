/** What the failing disk of the tests needs (tests/relay/platter.c): Linux and a C compiler. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs a compiler where that is easy. What is left out where there is none, in both languages; null: nothing is. */
export const findLeftOut = () => {
  if (process.platform !== 'linux') {
    return leftOut('磁盘故障和断电的测试需要 Linux。', 'Tests of failing disks and power cuts need Linux.');
  }
  if (hasCompiler()) return null;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('正在安装 C 编译器… Installing a C compiler …');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'gcc', 'libc6-dev'], options);
    if (hasCompiler()) return null;
  }
  return leftOut(
    '磁盘故障和断电的测试需要 C 编译器 cc：请安装（Debian/Ubuntu: sudo apt-get install gcc libc6-dev）。',
    'Tests of failing disks and power cuts need a C compiler, cc: install it (Debian/Ubuntu: sudo apt-get install gcc libc6-dev).',
  );
};

const hasCompiler = () => spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;

const leftOut = (chinese, english) => `✗ 没有测试 Not tested：${chinese}\n  ${english}`;
