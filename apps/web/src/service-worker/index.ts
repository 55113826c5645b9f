import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { takeKeyMessage } from './held-keys.ts';
import { cacheNameOf, keptBuilds, openWholeApp, type WholeApp } from './whole-app.ts';

/**
 * The app on this device: every file of one build under one name, so that pages never mix two builds.
 *
 * Invariant: nothing of the relay's is kept here; `/api`, `/sync` and `/healthz` always go to the network. A page opens from
 * here, network or not; a new build comes in as a new worker, which waits until the person wants it. What goes from one window
 * to the next through the worker's memory: held-keys.ts.
 */
const build = import.meta.env.LIANXI_BUILD;
const name = cacheNameOf(build);
const whole = openWholeApp(build);
const shell = ['/', ...immutable.map(({ path }) => path), ...assets.map(({ path }) => path)].map(toPath);
const own = new Set(shell);
function toPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

self.addEventListener('install', (event) => {
  const keep = async () => {
    const [cache, texts] = await Promise.all([caches.open(name), whole.keep()]);
    await cache.addAll(shell.filter((path) => !(path in texts)));
  };
  event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const clear = async () => {
    // Pages of the build before may still be open in other windows, and ask for its files until they are loaded anew.
    const others = (await keptBuilds()).filter((each) => each !== build);
    for (const each of others.slice(0, -1)) await caches.delete(cacheNameOf(each));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

/** The page says when: the person has agreed to the new version. */
self.addEventListener('message', (event) => {
  if (takeKeyMessage(event)) return;
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (/^\/(api|sync|healthz)(\/|$)/.test(url.pathname)) return;
  // A page of its own beside the app's one: a phone's in the hall.
  if (request.mode === 'navigate' && !own.has(url.pathname)) event.respondWith(openPage(request));
  else if (own.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
  else if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(fromBuildBefore(url.pathname, request));
});

/** Always this build's own page: its files are all here, and another build's page would ask for files that are not. */
const openPage = async (request: Request): Promise<Response> =>
  (await caches.match('/', { cacheName: name })) ?? fetch(request);

const fromCache = async (path: string, request: Request): Promise<Response> =>
  (await whole.find(path)) ?? (await caches.match(path, { cacheName: name })) ?? fetch(request);

const before = new Map<string, WholeApp>();
const fromBuildBefore = async (path: string, request: Request): Promise<Response> => {
  for (const each of (await keptBuilds()).filter((kept) => kept !== build)) {
    const app = before.get(each) ?? openWholeApp(each);
    before.set(each, app);
    const found = await app.find(path);
    if (found) return found;
  }
  return (await caches.match(request)) ?? fetch(request);
};
