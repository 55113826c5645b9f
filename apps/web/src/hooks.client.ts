import { catchJoinSecret } from '#lib/people/join-link.ts';

// Before the app looks at the address: the secret of an invitation stands in no history and no screen any more.
catchJoinSecret();
