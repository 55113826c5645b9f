import type { DocumentState, ReadOnlyReason, Rights } from './types.ts';

/** Why nothing may be written now, the most final reason first; null: go on. */
export const findReadOnly = (facts: {
  readonly state: DocumentState;
  readonly rights: Rights;
  readonly isGone: boolean;
  readonly isSignedOut: boolean;
  readonly isRenewing: boolean;
  /** What `meta.version` says, if anything. */
  readonly version: unknown;
  readonly supportedVersion: number;
}): ReadOnlyReason | null => {
  const { state, rights } = facts;
  if (facts.isGone || rights === 'none') return 'gone';
  if (state.disk === 'loading') return 'loading';
  if (facts.isSignedOut) return 'signed-out';
  if (facts.isRenewing) return 'renewing';
  if (!state.hasCopy) return 'absent';
  if (typeof facts.version === 'number' && facts.version > facts.supportedVersion) return 'newer-version';
  if (state.sealedAt !== null) return 'sealed';
  return rights === 'read' ? 'rights' : null;
};

/** Nothing leaves such a document, whatever stands in it. */
export const mayNeverSend = (reason: ReadOnlyReason | null): boolean =>
  reason === 'newer-version' || reason === 'rights' || reason === 'sealed' || reason === 'gone';

/** As the reason of a refusal of what is written nevertheless; null: it may be written, now or later. */
export const reasonOf = (reason: ReadOnlyReason | null): string | null =>
  reason === 'rights' || reason === 'gone' ? 'read-only' : reason === 'sealed' ? 'sealed' : null;
