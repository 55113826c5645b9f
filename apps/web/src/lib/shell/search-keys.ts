/** The keys that choose among what was found. */
export const searchKeys: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'Enter']);
