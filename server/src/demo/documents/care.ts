import { recordLabel, withdrawConsent } from '@lianxi/documents';
import { addDays, idOf, momentOf, type Register } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';

/** The grid's consented labels, recorded by the branch's secretary; null where nobody has consented to any. */
export const drawCare = async (desk: Desk, { grid, compound, care }: Register): Promise<Draft | null> => {
  const [first] = care;
  if (!first) return null;
  const { community } = desk;
  const secretary = community.people.find(({ grants }) =>
    grants.some(({ role, on }) => role === 'branch' && on === grid.compound),
  );
  const plan = {
    address: `care/${grid.scope}/main`,
    title: `${compound.name} ${grid.name} 关怀标签`,
    createdBy: 'chen',
    createdAt: Math.min(...care.map(({ at }) => at)),
    updatedAt: desk.past(momentOf(addDays(community.today, -9), '16:10')),
  };
  return draw(desk, plan, (doc) => {
    for (const { at, withdrawnOn, ...label } of care) {
      const author = desk.author(secretary?.key ?? null, desk.past(at));
      const id = idOf(community.seed, `care ${label.resident} ${label.label}`, at);
      done(recordLabel(doc, label, author, id));
      if (withdrawnOn === null) continue;
      const later = desk.author('chen', desk.past(momentOf(withdrawnOn, '16:10')));
      done(withdrawConsent(doc, id, withdrawnOn, later));
    }
  });
};
