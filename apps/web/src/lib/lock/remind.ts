import { m } from '#lib/paraglide/messages.js';
import { goto } from '$app/navigation';
import type { Toasts } from '../ui/toast.svelte.ts';

/** Residents lie on this device in the clear: said at each start, with the way to the page that asks for the passphrase. */
export const remind = (toasts: Toasts): void => {
  const action = { label: m.lock_remind_action(), run: () => void goto('/residents') };
  toasts.show({ text: m.lock_remind(), tone: 'problem', action });
};
