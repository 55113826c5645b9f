import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** As on a machine without a compiler: nothing is found on an empty path. */
const askWithout = (env: NodeJS.ProcessEnv) => {
  const platter = JSON.stringify(join(import.meta.dirname, 'platter.ts'));
  const script = `const { findPlatterProblem } = await import(${platter}); console.log(findPlatterProblem());`;
  const { CI: _, ...rest } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...rest, PATH: '/nowhere', ...env },
  });
};

it('[OP6] without a compiler the tests of the disk are left out with a reason; in CI they fail', () => {
  for (const env of [{}, { CI: 'false' }]) {
    const { status, stdout } = askWithout(env);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/no C compiler \(install gcc and libc6-dev\)|needs Linux/),
    ]);
  }
  for (const CI of ['true', '1']) {
    const { status, stderr } = askWithout({ CI });
    expect(status).not.toBe(0);
    expect(stderr).toContain('In CI no test of the disk may be left out');
  }
});
