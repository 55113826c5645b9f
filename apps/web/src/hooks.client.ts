import { catchJoinSecret } from '#lib/people/join-link.ts';

/** Before the app looks at the address: the secret of an invitation then stands in no history and on no screen. */
export const init = (): void => catchJoinSecret();
