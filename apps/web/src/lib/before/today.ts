/** By a step of its own, so that the first page does not name everything that this brings along. */
export const loadInvitations = () => import('./InvitationsToday.svelte');
