/**
 * The scripts and styles of a build once more, as one file: `_app/whole-BUILD.json`, an object of each path and its text. A
 * service worker that keeps the app for a start without a network asks for it instead of for four hundred files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Workers' own scripts stay files: they carry a policy of theirs in their headers. */
const isTaken = (path) => /\.(js|css)$/.test(path) && !path.split(sep).includes('workers');

export const writeWholeApp = (build, name) => {
  const texts = {};
  for (const entry of readdirSync(join(build, '_app', 'immutable'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && isTaken(path))
      texts[`/${relative(build, path).split(sep).join('/')}`] = readFileSync(path, 'utf8');
  }
  const json = JSON.stringify(texts);
  const file = join(build, '_app', `whole-${name}.json`);
  writeFileSync(file, json);
  // The whole is one text to the compressor: the best quality takes ten seconds and wins four per cent.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(json, { params }));
  writeFileSync(`${file}.gz`, gzipSync(json, { level: 9 }));
};
