import { goto } from '$app/navigation';
import { pathOf } from './paths.ts';

/** Goes on to a list, for whoever is still at the page of a document that is no more. */
export const leaving = (address: string, to: string) => (): void => {
  if (location.pathname === pathOf(address)) void goto(to);
};
