import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourceOf } from './built.ts';

/** An error whose message is words of our own, so that it may be repeated. `code`: SQLite's, or one of our own. */
export class Fault extends Error {
  readonly code: string | null;
  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = 'Fault';
    this.code = code;
  }
}

const root = join(import.meta.dirname, '..', '..');
/** A frame of our own, in a module or in what a tool made of one. */
const places = [`${pathToFileURL(root).href}/`, `${root}/`];
const mostFrames = 5;

/**
 * What may be said of an error to whoever runs the server. Exceptions quote what they stumbled over (`"张…" is not valid JSON`,
 * a path, a value that could not be bound), so of their words nothing is repeated: only their kind, their code, and
 * where in our own code it was. SQLite's words name tables and columns, never values.
 */
export const faultOf = (cause: unknown): string => {
  if (cause instanceof Fault) return cause.message;
  const { name, code, message, stack } = (cause ?? {}) as { readonly [field: string]: unknown };
  if (typeof code === 'string' && /^SQLITE_[A-Z_]+$/.test(code) && typeof message === 'string') return message;
  const kind = cause instanceof Error && isWord(name) ? name : 'Error';
  return [kind, ...(isWord(code) ? [code] : []), ...framesOf(stack, String(message))].join(' ');
};

const isWord = (text: unknown): text is string => typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(text);

/** `server/src/http/session.ts:41`, the innermost first. Frames stand behind the message, which may look like some itself. */
const framesOf = (stack: unknown, message: string): readonly string[] => {
  if (typeof stack !== 'string') return [];
  const at = message === '' ? -1 : stack.indexOf(message);
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n');
  return lines.flatMap((line) => frameOf(line) ?? []).slice(0, mostFrames);
};

const frameOf = (line: string): string | null => {
  if (!/^\s+at /.test(line)) return null;
  const place = places.find((each) => line.includes(each));
  const found = place && framePattern.exec(line.slice(line.indexOf(place) + place.length));
  if (!found) return null;
  const [, file = '', row = '', column = ''] = found;
  if (file.endsWith('.ts')) return isOurs(file) ? `${file}:${row}` : null;
  const origin = sourceOf(join(root, file), Number(row), Number(column));
  const source = origin && relative(root, origin.file).split(sep).join('/');
  return source && isOurs(source) ? `${source}:${origin.line}` : null;
};

/** A source, or a file of the built server (scripts/lib/server-build.mjs). */
const framePattern = /^((?:server|packages)\/[\w./-]+\.ts|server\/build\/[\w-]+\.js):(\d+):(\d+)\)?$/;
const isOurs = (file: string): boolean => /^(?:server|packages)\//.test(file) && !file.includes('node_modules');
