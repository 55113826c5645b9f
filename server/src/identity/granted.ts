import type { Grant } from '@lianxi/access';
import type { Note } from '../audit/index.ts';
import type { MemberId } from './member.ts';

/** A role that somebody was given, or that was taken from them, for the audit log. */
export const noteGrant = (
  note: Note,
  type: 'granted' | 'withdrawn',
  whom: MemberId,
  { role, on, from, to }: Grant,
  by: MemberId | null,
): void => note({ type, member: by, detail: { whom, role, on, from, until: to } });
