import { restoreKept } from '#lib/session/kept.ts';

export const ssr = false;
export const prerender = false;

/** Who is here, and their lists, are read while the page is set up. */
export const load = async (): Promise<void> => restoreKept();
