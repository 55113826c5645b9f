import type { LockableColumn, RegisterProjection } from '@lianxi/documents';

/** A register as it will be once these columns are unlocked, so that what will change can be shown before anything is written. */
export const asIfUnlocked = (register: RegisterProjection, columns: readonly LockableColumn[]): RegisterProjection => ({
  ...register,
  isOpen: (column) => columns.includes(column) || register.isOpen(column),
});
