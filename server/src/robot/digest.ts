import { projectDirectory, readFollowup } from '@lianxi/documents';
import * as Y from 'yjs';
import { listDocuments, readDocument, type Store } from '../store/index.ts';
import type { RobotMessage } from './send.ts';

/** What is overdue, by the unit that leads it, most first. Whoever leads and is no body of the directory has no name here, and stands last. */
export interface Overdue {
  readonly units: readonly { readonly unit: string | null; readonly count: number }[];
  readonly count: number;
}

/** Reads every follow-up, one at a time, so that nobody waits for it. `today`: `YYYY-MM-DD`. The demo's are made up. */
export const readOverdue = async (store: Store, today: string): Promise<Overdue> => {
  const bodies = readBodies(store);
  const counts = new Map<string | null, number>();
  for (const { address, kind, isDemo } of listDocuments(store)) {
    if (kind !== 'followup' || isDemo) continue;
    const doc = docOf(store, address);
    for (const { state, deadline, lead } of readFollowup(doc).items) {
      if (state === 'settled' || deadline === null || deadline >= today) continue;
      const unit = lead !== null && bodies.has(lead) ? lead : null;
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
    }
    doc.destroy();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const units = [...counts]
    .map(([unit, count]) => ({ unit, count }))
    .sort((one, other) => Number(one.unit === null) - Number(other.unit === null) || other.count - one.count);
  return { units, count: units.reduce((sum, { count }) => sum + count, 0) };
};

/** Names of units and of the party's bodies: what may stand as a unit in a group that anybody may be in. */
const readBodies = (store: Store): ReadonlySet<string> => {
  const row = listDocuments(store).find(({ kind, isDemo }) => kind === 'directory' && !isDemo);
  if (!row) return new Set();
  const doc = docOf(store, row.address);
  const { units, partyNodes } = projectDirectory(doc);
  const names = [units, partyNodes].flatMap((table) => table.ids().map((id) => table.values(id).name));
  doc.destroy();
  return new Set(names.filter((name) => name !== null));
};

const docOf = (store: Store, address: Parameters<typeof readDocument>[1]): Y.Doc => {
  const doc = new Y.Doc();
  const stored = readDocument(store, address);
  if (stored) Y.applyUpdate(doc, stored.update);
  return doc;
};

const mostLines = 30;

/** What the group reads: units, figures, and where to look. Nobody's name, and nothing of what it is about. */
export const digestOf = ({ units, count }: Overdue, origin: string | null): RobotMessage => {
  const title = `督办提醒：${count} 项已过时限`;
  const lines = units.slice(0, mostLines).map((each) => `> ${escapeMarkdown(each.unit ?? '其他')}：${each.count} 项`);
  const link = origin === null ? [] : [`[查看督办](${origin}/meetings/follow-ups)`];
  return { title, text: [`**${title}**`, ...lines, ...link].join('\n\n') };
};

/** A name is text, whatever it is made of; and nobody is called by it. */
const escapeMarkdown = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+!|<>~@]/g, ' ').trim();

export const trialMessage = (community: string, origin: string | null): RobotMessage => {
  const title = `${escapeMarkdown(community) || '联席'}：机器人已接通`;
  const link = origin === null ? [] : [`[打开](${origin})`];
  return { title, text: [`**${title}**`, '有议定事项超过时限时，每天上午在这里提醒一次。', ...link].join('\n\n') };
};
