import type { Account } from './facts.ts';

/** Accounts that nobody has entered in the directory yet; a row of the directory is an account's by its id, or names it. */
export const unlistedAccounts = (
  accounts: readonly Account[] | null,
  members: { readonly ids: readonly string[]; cell(id: string, field: 'account'): string | null },
): readonly Account[] => {
  const listed = new Set(members.ids.flatMap((id) => [id, members.cell(id, 'account') ?? id]));
  return (accounts ?? []).filter(({ id }) => !listed.has(id));
};
