import type { AddressParts } from '@lianxi/access';
import { reportFeedback, reviewItem, snapshotMinutes } from '@lianxi/documents';
import * as Y from 'yjs';
import { drawFollowup, followupParts } from '../../signing/index.ts';
import { addDays, createDraw, type Meeting, momentOf } from '../community/index.ts';
import { type Desk, type Draft, done } from './draft.ts';

const dayMs = 86_400_000;

/** What has become of a signed meeting's resolutions by now: reported and settled, sent back, or under way. */
export const drawFollowupOf = (desk: Desk, meeting: Meeting, minutes: Draft): Draft => {
  const parts: AddressParts = followupParts(minutes.parts);
  const signedAt = minutes.signing?.signedAt ?? minutes.updatedAt;
  const signed = new Y.Doc();
  Y.applyUpdate(signed, minutes.update);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, drawFollowup(parts, snapshotMinutes(signed), scopesOf(desk), signedAt));
  signed.destroy();
  for (const each of meeting.resolutions) follow(desk, doc, each, { signedAt, isQuick: meeting.type === 'joint' });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  const { title, createdBy } = minutes;
  const updatedAt = Math.min(desk.now, signedAt + dayMs);
  return {
    parts,
    title,
    createdBy,
    createdAt: signedAt,
    updatedAt,
    sealedAt: null,
    update,
    booked: [],
    signing: null,
  };
};

const scopesOf = ({ community }: Desk): ReadonlyMap<string, string> =>
  new Map(
    community.people.flatMap(({ from, grants }) => {
      const [grant] = grants;
      return grant && (grant.role === 'unit' || grant.role === 'branch') ? [[from, grant.on]] : [];
    }),
  );

type Resolution = Meeting['resolutions'][number];

const follow = (
  desk: Desk,
  doc: Y.Doc,
  { id, lead, settled, deadline, ...resolution }: Resolution,
  { signedAt, isQuick }: { readonly signedAt: number; readonly isQuick: boolean },
) => {
  const words = createDraw(desk.community.seed, `follow-up ${id}`);
  const key = resolution.confirmedBy.find(({ unit }) => unit === lead)?.key ?? 'chen';
  const report = (text: string, at: number) =>
    done(reportFeedback(doc, { item: id, unit: lead, text }, desk.author(key, Math.max(at, signedAt))));
  const review = (outcome: 'settled' | 'continue', note: string, at: number) =>
    done(reviewItem(doc, { item: id, outcome, note }, desk.author('chen', Math.max(at, signedAt) + 1)));
  if (settled !== null) {
    report(
      words.pick(['已全部完成，请社区核验。', '按时限办完，已告知相关居民。', '已办妥，走访了几户，都说好。']),
      momentOf(settled, '10:20'),
    );
    review('settled', words.pick(['现场核对属实，同意办结。', '已核验，办结。']), momentOf(settled, '16:05'));
    return;
  }
  if (deadline < desk.community.today) {
    report('大部分已完成，剩下的等材料到货，争取本月内做完。', momentOf(addDays(deadline, -2), '09:40'));
    review('continue', '已超过时限，请说明剩余部分的时间，每周报一次进度。', momentOf(addDays(deadline, 1), '15:10'));
    if (isQuick) report('余下的昨天做完了，请来核验。', momentOf(addDays(deadline, 4), '09:15'));
    return;
  }
  if (words.whole(0, 1) === 1) report('已经开始，进度正常，按时限可以完成。', signedAt + 3 * dayMs);
};
