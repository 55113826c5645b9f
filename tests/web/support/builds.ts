/** The app as it will be built next: the same code under other names, as every change to it brings about. */
import { cpSync, globSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const builtApp = join(import.meta.dirname, '..', '..', '..', 'apps', 'web', 'build');

const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** Copies the build into `folder`; each of its files that carries a hash gets another name, with `mark` in it. */
export const makeNextBuild = (folder: string, mark: string): string => {
  cpSync(builtApp, folder, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  const immutable = join(folder, '_app', 'immutable');
  const names = new Map<string, string>();
  for (const entry of readdirSync(immutable, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const next = entry.name.replace(/(\.[a-z0-9]+)$/, `-${mark}$1`);
    names.set(entry.name, next);
    renameSync(join(entry.parentPath, entry.name), join(entry.parentPath, next));
  }
  const { version } = JSON.parse(readFileSync(join(folder, '_app', 'version.json'), 'utf8')) as { version: string };
  const whole = (build: string) => join(folder, '_app', `whole-${build}.json`);
  renameSync(whole(version), whole(`${version}${mark}`));
  for (const path of globSync('**/*.{js,css,html,json}', { cwd: folder })) {
    const text = readFileSync(join(folder, path), 'utf8');
    const named = text
      .replace(/[\w.-]+\.(?:js|css|woff2?|svg|png|wasm)\b/g, (name) => names.get(name) ?? name)
      .replaceAll(version, `${version}${mark}`);
    writeFileSync(join(folder, path), named);
    // As a build does, only quickly: each server would pack it anew at its start, and that takes two seconds.
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(named, quickly));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(named, { level: 1 }));
  }
  return folder;
};

/** Which build a page runs: the mark in the names of what it loaded, '' for the build itself. */
export const markOf = (urls: readonly string[]): readonly string[] => [
  ...new Set(
    urls
      .filter((url) => url.includes('/_app/immutable/'))
      .map((url) => /-(next\d)\.[a-z0-9]+$/.exec(basename(url))?.[1] ?? ''),
  ),
];
