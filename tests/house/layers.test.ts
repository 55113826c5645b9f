import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The import table of docs/architecture.md, held against the manifests: what a room may depend on at run time.
 * With pnpm a package can import only what its manifest names, so the manifest is the wall.
 */
const root = join(import.meta.dirname, '..', '..');

const allowed: Record<string, readonly string[]> = {
  'packages/base': [],
  'packages/access': ['@lianxi/base'],
  'packages/protocol': ['@lianxi/base', 'lib0'],
  'packages/documents': [
    '@lianxi/base',
    'yjs',
    '@tiptap/core',
    '@tiptap/pm',
    '@tiptap/starter-kit',
    '@tiptap/y-tiptap',
  ],
  'packages/sync': [
    '@lianxi/base',
    '@lianxi/protocol',
    '@noble/ciphers',
    '@noble/hashes',
    'yjs',
    'y-protocols',
    'y-indexeddb',
  ],
  'packages/exchange': ['@lianxi/base', '@lianxi/documents', 'hucre', 'papaparse', 'mammoth'],
  server: [
    '@hono/node-server',
    '@lianxi/access',
    '@lianxi/base',
    '@lianxi/documents',
    '@lianxi/exchange',
    '@lianxi/protocol',
    '@simplewebauthn/server',
    '@zxcvbn-ts/language-common',
    'better-sqlite3',
    'commander',
    'drizzle-orm',
    'hono',
    'lib0',
    'valibot',
    'ws',
    'y-protocols',
    'yjs',
  ],
};

/** Packages of the web are its own affair, except these. */
const forbiddenInWeb = ['yjs', 'y-indexeddb', 'y-websocket', '@lianxi/server', '@lianxi/tests'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
}

const readManifest = (room: string): Manifest => JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'));

describe('the import table', () => {
  for (const [room, names] of Object.entries(allowed)) {
    test(`[AR1] ${room} depends on nothing but what its room allows`, () => {
      const beyond = Object.keys(readManifest(room).dependencies ?? {}).filter((name) => !names.includes(name));
      expect(beyond).toEqual([]);
    });
  }

  test('[AR2] the web depends on neither Yjs nor the server', () => {
    const dependencies = Object.keys(readManifest('apps/web').dependencies ?? {});
    expect(dependencies.filter((name) => forbiddenInWeb.includes(name))).toEqual([]);
  });

  test('[AR3] every room is in the table', () => {
    const rooms = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
    expect(rooms.filter((room) => !(room in allowed))).toEqual([]);
  });

  test('[AR4] every package gives a reason for each of its dependencies', () => {
    for (const room of [...Object.keys(allowed), 'apps/web', 'tests']) {
      const readme = join(root, room, 'README.md');
      const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';
      const foreign = Object.keys(readManifest(room).dependencies ?? {}).filter((name) => !name.startsWith('@lianxi/'));
      const silent = foreign.filter((name) => !text.includes(`\`${name}\``));
      expect(silent, `${room}/README.md gives no reason for these`).toEqual([]);
    }
  });

  test('[AR5] there is one copy of yjs and of every prosemirror package', () => {
    const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
    const versions = new Map<string, Set<string>>();
    for (const [, name, version] of lock.matchAll(/^ {2}(yjs|prosemirror-[a-z]+)@([0-9.]+)(?:\(.*\))?:$/gm)) {
      versions.set(name ?? '', (versions.get(name ?? '') ?? new Set()).add(version ?? ''));
    }
    expect(versions.size).toBeGreaterThan(5);
    expect([...versions].filter(([, found]) => found.size > 1).map(([name]) => name)).toEqual([]);
  });

  test('[AR6] the lock file names no registry', () => {
    expect(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:\/\//);
  });
});
