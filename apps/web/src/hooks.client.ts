import { getLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { catchJoinSecret } from '#lib/people/join-link.ts';

export const init = (): void => {
  // Before the app looks at the address: the secret of an invitation then stands in no history and on no screen.
  catchJoinSecret();
  // A page keeps the language that it was loaded with. Looked up anew for each message it would mix two where another window has
  // changed it, and cost a read of the browser's storage for every word.
  const locale = getLocale();
  overwriteGetLocale(() => locale);
};
