import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** Names and exact versions of what a manifest of a room that people run brings along. */
const brought = [
  'server',
  'apps/web',
  ...readdirSync(join(root, 'packages')).map((each) => `packages/${each}`),
].flatMap((room) => {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(dependencies).filter((name) => !name.startsWith('@lianxi/'));
});

test('[AR10] the list of libraries names each that comes along, with its version and hash, from the lock file alone', () => {
  const text = execFileSync('node', ['scripts/libraries.mjs'], {
    cwd: root,
    encoding: 'utf8',
    // Whoever asked a registry would not hear anything.
    env: { ...process.env, npm_config_offline: 'true' },
    maxBuffer: 64 * 1024 * 1024,
  });
  const { bomFormat, components } = JSON.parse(text) as {
    bomFormat: string;
    components: {
      name: string;
      group?: string;
      version: string;
      externalReferences?: { hashes?: { content: string }[] }[];
    }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Map(
    components.map((each) => [each.group ? `${each.group}/${each.name}` : each.name, each] as const),
  );
  expect(brought.length).toBeGreaterThan(20);
  expect(brought.filter((name) => !listed.has(name))).toEqual([]);
  for (const name of brought) {
    expect([name, listed.get(name)?.version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    expect([name, listed.get(name)?.externalReferences?.[0]?.hashes?.[0]?.content]).toEqual([
      name,
      expect.stringMatching(/^[0-9a-f]{40,}$/),
    ]);
  }
});
