import type { LockableColumn } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** What columns are usually opened for: a press fills in the words and the columns that they need, and no others. */
export interface UsualPurpose {
  readonly purpose: string;
  readonly columns: readonly LockableColumn[];
}

export const usualPurposes = (): readonly UsualPurpose[] => [
  { purpose: m.residents_usual_age(), columns: ['birth'] },
  { purpose: m.residents_usual_tenants(), columns: ['residence'] },
  { purpose: m.residents_usual_party(), columns: ['partyMember'] },
  { purpose: m.residents_usual_visits(), columns: ['note'] },
  { purpose: m.residents_usual_census(), columns: ['sex', 'birth', 'residence', 'idNumber'] },
];
