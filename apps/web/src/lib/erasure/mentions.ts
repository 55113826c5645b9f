import type { Json } from '@lianxi/base';
import type { RegisterProjection } from '@lianxi/documents';

export interface Mention {
  readonly field: string;
}

/** Where else in a register somebody's name stands, in what others wrote: it would be left behind when the record goes. */
export const findMentions = ({ residents, households }: RegisterProjection, resident: string): readonly Mention[] => {
  const name = residents.values(resident).name?.trim() ?? '';
  if ([...name].length < 2) return [];
  const found: Mention[] = [];
  const look = (values: Readonly<Record<string, Json>>) => {
    for (const [field, value] of Object.entries(values)) {
      if (field !== 'name' && typeof value === 'string' && value.includes(name)) found.push({ field });
    }
  };
  for (const id of residents.allIds()) if (id !== resident) look(residents.values(id));
  for (const id of households.allIds()) look(households.values(id));
  return found;
};
