/**
 * The scripts and styles of a build once more, as one file: `_app/whole-BUILD.json`, an object of each path and its text. A
 * service worker that keeps the app for a start without a network asks for it instead of for four hundred files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Workers' own scripts stay files: they carry a policy of theirs in their headers. */
const isTaken = (path) => /\.(js|css)$/.test(path) && !path.split(sep).includes('workers');

export const writeWholeApp = (build, name) => {
  const folder = join(build, '_app', 'immutable');
  const texts = {};
  // By name: Node below 20.12 does not say of an entry in which folder it lies.
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isTaken))
    texts[`/_app/immutable/${path.split(sep).join('/')}`] = readFileSync(join(folder, path), 'utf8');
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
