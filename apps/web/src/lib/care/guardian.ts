import type { residentsTable } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { TableView } from '#lib/view';

/** A guardian who stands in the register is recorded by id; anybody else by name. */
const isRow = (guardian: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(guardian);

/** What a guardian is called: by the register as it is now, or as the record has it. */
export const guardianText = (
  guardian: string | null,
  residents: Pick<TableView<typeof residentsTable.fields>, 'row'> | null,
): string => {
  if (guardian === null || !isRow(guardian)) return guardian ?? '';
  return residents?.row(guardian)?.values.name ?? m.care_person_gone();
};
