import { reportFeedback, reviewItem, takeBackStep } from '../followup/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const anyOf = (table: string, { doc, chance }: Replica) =>
  pick(
    [...doc.getMap(table).keys()].filter((key) => !key.includes('/')),
    chance,
  ) ?? 'nobody';

/** What people do with what was resolved. */
export const followupActs: readonly Act[] = [
  (replica) =>
    reportFeedback(replica.doc, { item: anyOf('items', replica), unit: '学校', text: replica.word() }, replica.author),
  (replica) =>
    reviewItem(
      replica.doc,
      {
        item: anyOf('items', replica),
        outcome: replica.chance() < 0.5 ? 'settled' : 'continue',
        deadline: replica.chance() < 0.5 ? null : '2026-12-01',
      },
      replica.author,
    ),
  (replica) => takeBackStep(replica.doc, { type: 'feedback', id: anyOf('feedback', replica) }, replica.author),
  (replica) => takeBackStep(replica.doc, { type: 'review', id: anyOf('reviews', replica) }, replica.author),
];
