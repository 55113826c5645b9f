import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import type { HttpContext, HttpEnvironment } from './environment.ts';
import { answerFailure } from './failure.ts';
import { contentTypeOf, isAssetPath, isCompressible } from './media.ts';
import { findInline, type Inline } from './security-headers.ts';

/**
 * The built app, read into memory once. Only what was found there is ever served: a path is a key, never a file name, so
 * there is nothing to climb out of. Files whose names carry their hash are kept for a year, everything else is asked for
 * again each time (and answered with 304), so that a new version reaches people at their next start.
 */
export interface Site {
  readonly files: ReadonlyMap<string, SiteFile>;
  /** The one page; null when the app was not built. */
  readonly page: SiteFile | null;
  /** What the page's policy has to allow by its hash. */
  readonly inline: Inline;
}

interface SiteFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Filled from the build, or a little after the start. */
  readonly packed: { br?: Uint8Array<ArrayBuffer>; gzip?: Uint8Array<ArrayBuffer> };
}

export const readSite = (folder: string): Site => {
  const files = new Map<string, SiteFile>();
  for (const path of existsSync(folder) ? listFiles(folder, '') : []) {
    if (/\.(br|gz)$/.test(path)) continue;
    const bytes = readFileSync(join(folder, path));
    const packed: SiteFile['packed'] = {};
    if (existsSync(join(folder, `${path}.br`))) packed.br = readFileSync(join(folder, `${path}.br`));
    if (existsSync(join(folder, `${path}.gz`))) packed.gzip = readFileSync(join(folder, `${path}.gz`));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
    files.set(`/${path}`, { path: `/${path}`, bytes, type: contentTypeOf(path), etag, packed });
  }
  const page = files.get('/index.html');
  const modules = [...files.values()].filter(({ path }) => path.endsWith('.js')).map(textOf);
  return { files, page: page ?? null, inline: findInline(page ? textOf(page) : '', modules) };
};

const textOf = ({ bytes }: SiteFile): string => Buffer.from(bytes).toString('utf8');

/** Hidden files (the build's own stamp) are not part of the site. */
const listFiles = (folder: string, under: string): readonly string[] =>
  readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(folder, path);
    return entry.isFile() ? [path] : [];
  });

/** Compresses what the build did not, one file after the other beside the work; until then it goes out as it is. */
export const packSite = async (site: Site, isStopped: () => boolean): Promise<void> => {
  for (const { path, bytes, packed } of site.files.values()) {
    if (!isCompressible(path) || bytes.length < 1_024) continue;
    if (isStopped()) return;
    const quality = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    };
    packed.br ??= new Uint8Array(await promisify(brotliCompress)(bytes, quality));
    packed.gzip ??= new Uint8Array(await promisify(gzip)(bytes, { level: 9 }));
  }
};

export const serveSite =
  (site: Site): MiddlewareHandler<HttpEnvironment> =>
  async (context) => {
    const path = decodePath(context.req.path);
    if (path === null) return answerFailure(context, { type: 'NotFound' });
    const file = site.files.get(path);
    if (file) return answerFile(context, file);
    if (isAssetPath(path, context.req.header('accept'), context.req.header('sec-fetch-dest'))) {
      return answerFailure(context, { type: 'NotFound' });
    }
    if (site.page) return answerFile(context, site.page);
    context.header('Cache-Control', 'no-store');
    return context.text(
      '网页还没有构建，请用 npm start 启动。\nThe app has not been built; start with npm start.\n',
      503,
    );
  };

const decodePath = (path: string): string | null => {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
};

const answerFile = (context: HttpContext, { path, bytes, type, etag, packed }: SiteFile): Response => {
  const isImmutable = path.startsWith('/_app/immutable/');
  context.header('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  context.header('ETag', etag);
  context.header('Vary', 'Accept-Encoding');
  if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304);
  context.header('Content-Type', type);
  const accepted = (context.req.header('accept-encoding') ?? '').split(',').map((each) => each.trim().split(';')[0]);
  const encoding = (['br', 'gzip'] as const).find((each) => accepted.includes(each) && packed[each]);
  if (encoding) context.header('Content-Encoding', encoding);
  const body = (encoding && packed[encoding]) ?? bytes;
  context.header('Content-Length', String(body.byteLength));
  return context.body(body);
};

/** A proxy may have weakened the tag when it compressed. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
