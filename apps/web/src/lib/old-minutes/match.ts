import type { InvitedPerson } from '@lianxi/documents';

/** Who of the community's book this may be: none, one, or several of the same name. */
export type Match =
  | { readonly type: 'none' }
  | { readonly type: 'one'; readonly person: InvitedPerson }
  | { readonly type: 'several'; readonly count: number };

/** By name; of namesakes the one whose unit stands there. A unit may be written shorter than it is called. */
export const matchPerson = (
  { name, unit }: { readonly name: string; readonly unit: string },
  known: readonly InvitedPerson[],
): Match => {
  const namesakes = known.filter((each) => each.name === name);
  const ofUnit = unit === '' ? [] : namesakes.filter((each) => isSameUnit(each.unit, unit));
  const [person, ...others] = ofUnit.length > 0 ? ofUnit : namesakes;
  if (!person) return { type: 'none' };
  if (others.length > 0) return { type: 'several', count: others.length + 1 };
  // Another unit stands there: people move, and people share names.
  return unit === '' || ofUnit.length > 0 ? { type: 'one', person } : { type: 'none' };
};

const isSameUnit = (known: string, written: string): boolean =>
  known !== '' && (known === written || known.endsWith(written) || written.endsWith(known));
