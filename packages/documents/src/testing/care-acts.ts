import { careLabels, consentWays, projectCare, recordLabel, takeBackLabel, withdrawConsent } from '../care/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const someRecord = ({ doc, chance }: Replica): string | undefined => {
  const care = projectCare(doc);
  const ids = care.labels.ids();
  care.destroy();
  return pick(ids, chance);
};

/** What people do with a grid's consented labels. */
export const careActs: readonly Act[] = [
  (replica) => {
    const { doc, author, chance, word } = replica;
    const isMinor = chance() < 0.3;
    const isGuardian = isMinor || chance() < 0.3;
    const how = pick(consentWays, chance) ?? 'written';
    const resident = `r${Math.floor(chance() * 6)}`;
    return recordLabel(
      doc,
      {
        resident,
        household: `h${resident}`,
        label: pick(careLabels, chance) ?? null,
        help: chance() < 0.5 ? word() : null,
        isMinor,
        consentBy: isGuardian ? 'guardian' : 'self',
        guardian: isGuardian ? word() : null,
        consentOn: '2026-09-09',
        consentHow: how,
        witness: how === 'witnessed' ? word() : null,
      },
      author,
    );
  },
  (replica) => {
    const id = someRecord(replica);
    if (id) withdrawConsent(replica.doc, id, pick(['2026-10-01', '2026-10-02'], replica.chance) ?? '', replica.author);
  },
  (replica) => {
    const id = someRecord(replica);
    if (id && replica.chance() < 0.3) takeBackLabel(replica.doc, id, replica.author);
  },
];
