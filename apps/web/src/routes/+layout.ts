import { restoreKept } from '#lib/session/kept.ts';
import { lookAtShared } from '#lib/session/shared.ts';

export const ssr = false;
export const prerender = false;

/** Who is here, and their lists, are read while the page is set up, and what is left of a sitting at a shared computer. */
export const load = async () => {
  await restoreKept();
  return { shared: await lookAtShared() };
};
