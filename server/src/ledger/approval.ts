import { type AddressParts, type Grant, isCommitteeRole, isInForce, rightsOf } from '@lianxi/access';
import type { Entry } from '@lianxi/documents';

export type ApprovalError =
  /** It does not wait: never entered, decided already, or nobody's approval is asked for. */
  | { readonly type: 'NotWaiting' }
  /** Nobody approves what they have entered themselves. */
  | { readonly type: 'OwnEntry' }
  /** Only the committee approves, and only where it may write. */
  | { readonly type: 'NotCommittee' };

/** Why this member may not approve or decline the entry; null where they may. */
export const findApprovalError = (
  entry: Entry,
  ledger: AddressParts,
  { id, grants }: { readonly id: string; readonly grants: readonly Grant[] },
  now: number,
): ApprovalError | null => {
  const ofCommittee = grants.filter((grant) => isCommitteeRole(grant.role) && isInForce(grant, now));
  if (rightsOf(ofCommittee, ledger, now) !== 'write') return { type: 'NotCommittee' };
  return entry.by === id ? { type: 'OwnEntry' } : null;
};
