import { createSubscriber } from 'svelte/reactivity';

/** Any value that can be asked for and watched, as a template reads it: `view.current`. */
export const viewValue = <T>(
  subscribe: (listener: () => void) => () => void,
  read: () => T,
): { readonly current: T } => {
  const listen = createSubscriber((update) => subscribe(update));
  return {
    get current() {
      listen();
      return read();
    },
  };
};
