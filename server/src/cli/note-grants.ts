import type { Grant } from '@lianxi/access';
import type { Note } from '../audit/index.ts';

/** A line for each grant that was given and each that was taken away. */
export const noteGrants = (note: Note, whom: string, before: readonly Grant[], after: readonly Grant[]): void => {
  const lack = (grants: readonly Grant[], grant: Grant) => !grants.some((each) => keyOf(each) === keyOf(grant));
  const write = (type: 'granted' | 'withdrawn', { role, on, from, to }: Grant) =>
    note({ type, member: null, detail: { whom, role, on, from, until: to } });
  for (const grant of before) if (lack(after, grant)) write('withdrawn', grant);
  for (const grant of after) if (lack(before, grant)) write('granted', grant);
};

const keyOf = ({ role, on, from, to }: Grant): string => JSON.stringify([role, on, from, to]);
