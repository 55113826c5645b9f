/** What a file is by its name, and which paths mean a file at all. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
  wasm: 'application/wasm',
  pdf: 'application/pdf',
};

const extensionOf = (path: string): string => /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';

export const contentTypeOf = (path: string): string => types[extensionOf(path)] ?? 'application/octet-stream';

export const isCompressible = (path: string): boolean => /^(text|application|image\/svg)/.test(contentTypeOf(path));

/**
 * Whether a path that the site does not have means a file, which is then missing, or a page of the app. A page's path may
 * hold dots (`/residents/wutongli.g3`), so the ending must be a file's; and what is asked for as a script is no page.
 */
export const isAssetPath = (path: string, accept: string | undefined, destination: string | undefined): boolean => {
  if (path.startsWith('/_app/') || path.includes('/.') || path.includes('\\')) return true;
  if (destination !== undefined && destination !== 'document' && destination !== 'empty') return true;
  if (extensionOf(path) in types) return true;
  return accept !== undefined && !/text\/html|\*\/\*/.test(accept);
};
