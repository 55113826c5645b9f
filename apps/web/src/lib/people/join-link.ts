/**
 * The secret of an invitation, which comes in the fragment of a link (`/join#…`) and leaves this page in the body of a POST
 * only. It is taken out of the address bar as soon as the app's first script runs, and lives in this tab until it is used.
 */
const keptKey = 'lianxi.join';
const isSecret = (text: string): boolean => /^[A-Za-z0-9_-]{16,128}$/.test(text);

let caught: string | null = null;

/** Takes the secret out of the address, where there is one. A fragment that is none goes as well. */
export const catchJoinSecret = (): void => {
  if (location.pathname !== '/join' || location.hash === '') return;
  const text = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname);
  if (isSecret(text)) caught = text;
};

/** The one that was caught, or that this page held before it was loaded anew. */
export const takeJoinSecret = (): string | null => {
  const held = sessionStorage.getItem(keptKey);
  sessionStorage.removeItem(keptKey);
  const secret = caught ?? held;
  caught = null;
  return secret;
};

/** For a page that is about to be loaded anew, in another language for instance. */
export const holdJoinSecret = (secret: string): void => sessionStorage.setItem(keptKey, secret);

export const joinLink = (secret: string): string => `${location.origin}/join#${secret}`;

/** Whether others can open an address of this page: not where it is this very machine's own name for itself. */
export const isReachedByOthers = (hostname: string): boolean => !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
