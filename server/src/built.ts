import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join } from 'node:path';

const maps = new Map<string, SourceMap | null>();

const mapOf = (file: string): SourceMap | null => {
  const known = maps.get(file);
  if (known !== undefined) return known;
  let map: SourceMap | null = null;
  try {
    map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    // Without one nothing can be said.
  }
  maps.set(file, map);
  return map;
};

/** Where in the sources a place of the built server lies (lines and columns from 1); null where its map does not say. */
export const sourceOf = (
  file: string,
  line: number,
  column: number,
): { readonly file: string; readonly line: number } | null => {
  const origin = mapOf(file)?.findOrigin(line, column);
  if (!origin || !('fileName' in origin) || origin.fileName === undefined) return null;
  return { file: join(dirname(file), origin.fileName), line: origin.lineNumber };
};
