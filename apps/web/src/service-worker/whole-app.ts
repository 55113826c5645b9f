/**
 * The app's scripts and styles as this device keeps them: one file, which the start script puts beside the build
 * (scripts/lib/whole-app.mjs), and which is read once while the worker lives.
 *
 * Four hundred entries of a cache instead cost a first visit three times the time, and a start nothing less.
 */
export interface WholeApp {
  /** Asks the relay for it. Empty where the build was made without one: then its files are asked for one by one. */
  keep(): Promise<Texts>;
  /** What is kept under this path; null where it is not. */
  find(path: string): Promise<Response | null>;
}

type Texts = Readonly<Record<string, string>>;

export const openWholeApp = (build: string): WholeApp => {
  const cacheName = cacheNameOf(build);
  const path = `/_app/whole-${build}.json`;
  let texts: Promise<Texts> | undefined;
  const read = async (): Promise<Texts> => (await caches.match(path, { cacheName }))?.json() ?? {};
  return {
    keep: async () => {
      const answer = await fetch(path);
      if (answer.ok) await (await caches.open(cacheName)).put(path, answer);
      texts = read();
      return texts;
    },
    find: async (path) => {
      texts ??= read();
      // A cache that fails once is asked again: meanwhile the file comes from elsewhere.
      const found = await texts.catch(() => {
        texts = undefined;
        return {} as Texts;
      });
      const text = found[path];
      return text === undefined ? null : new Response(text, { headers: { 'content-type': typeOf(path) } });
    },
  };
};

const prefix = 'lianxi-';
export const cacheNameOf = (build: string): string => `${prefix}${build}`;
/** The builds that are kept here, oldest first. */
export const keptBuilds = async (): Promise<readonly string[]> =>
  (await caches.keys()).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));

const typeOf = (path: string): string => `text/${path.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`;
