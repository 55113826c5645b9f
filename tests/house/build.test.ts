import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

test.skipIf(!existsSync(join(root, '.git')))(
  'the app is built of nothing that a build makes, so that it is built once',
  async () => {
    const { listSources } = (await import(pathToFileURL(join(root, 'scripts/lib/web-build.mjs')).href)) as {
      listSources(): readonly string[];
    };
    const sources = listSources();
    expect(sources).toContain('apps/web/project.inlang/settings.json');
    const ignored = spawnSync('git', ['check-ignore', '--stdin'], {
      cwd: root,
      input: sources.join('\n'),
      encoding: 'utf8',
    });
    expect(ignored.stdout.trim()).toBe('');
  },
);
