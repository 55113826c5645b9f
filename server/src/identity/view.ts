import { type Grant, grantsAsViewer, isRole, parseAddress, parseScope, type Standpoint } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';
import type { SecretHash } from './secret.ts';

/** What a session sees the workspace as, instead of its own member, and the session that it was opened from and ends with. */
export interface View extends Standpoint {
  readonly by: SecretHash;
}

/** As it is kept in the session's row. */
export const viewToText = ({ role, on, by }: View): string => JSON.stringify({ role, on, from: null, to: null, by });

/** Throws where the file holds something else: whatever it was, it is no session of its member's own. */
export const viewFromText = (text: string): View => {
  const view: unknown = JSON.parse(text);
  const on = isJsonObject(view) ? standpointPlace(view.on) : null;
  if (!isJsonObject(view) || !isRole(view.role) || on === null || typeof view.by !== 'string') {
    throw new Error('the store holds a view that is none');
  }
  return { role: view.role, on, by: view.by as SecretHash };
};

/** A scope or an address in its one spelling; null for anything else. */
export const standpointPlace = (input: unknown): Grant['on'] | null => {
  if (typeof input !== 'string') return null;
  const parsed = input.includes('/') ? parseAddress(input) : parseScope(input);
  if (!parsed.ok) return null;
  return typeof parsed.value === 'string' ? parsed.value : parsed.value.address;
};

/** What counts for a session: its member's grants, or, while it sees as another, that one's, for reading. */
export const grantsInView = (own: readonly Grant[], view: Standpoint | null, now: number): readonly Grant[] =>
  view === null ? own : grantsAsViewer(own, { role: view.role, on: view.on }, now);
