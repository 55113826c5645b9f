import { projectMinutes } from '@lianxi/documents';
import { type History, readTables, readVersion, type VersionNode } from '@lianxi/documents/minutes-history';

/** A topic at a moment, or between two. */
export interface PastTopic {
  readonly id: string;
  /** Its place on the agenda of that moment, from 1; 0 where it was not on it. */
  readonly number: number;
  readonly title: string;
  readonly nodes: readonly VersionNode[];
  readonly resolutions: readonly PastResolution[];
}

export interface PastResolution {
  readonly id: string;
  readonly number: string;
  /** What it says at the later moment, and what it said at the earlier one; null where there was none. */
  readonly now: ResolutionWords | null;
  readonly before: ResolutionWords | null;
}

interface ResolutionWords {
  readonly text: string;
  readonly lead: string;
  readonly deadline: string;
}

/** What the page shows of a moment (`to`), and of what was different at an earlier one (`from`; -1: before everything). */
export interface PastSpan {
  readonly from: number | null;
  readonly to: number;
}

interface Tables {
  readonly title: string;
  readonly agenda: readonly { readonly id: string; readonly title: string }[];
  readonly resolutions: ReadonlyMap<string, ResolutionWords & { readonly number: string; readonly topic: string }>;
}

const nothing: Tables = { title: '', agenda: [], resolutions: new Map() };

const tablesAt = (history: History, at: number): Tables => {
  if (at < 0) return nothing;
  const doc = readTables(history, at);
  const minutes = projectMinutes(doc);
  const titleOf = (id: string) => minutes.agenda.values(id).title ?? '';
  const read: Tables = {
    title: minutes.header.values('self').title ?? '',
    agenda: minutes.topics.get().agenda.map((id) => ({ id, title: titleOf(id) })),
    resolutions: new Map(
      minutes.numbered.get().map(({ id, number, topic }) => {
        const { text, lead, deadline } = minutes.resolutions.values(id);
        return [id, { number, topic: topic ?? '', text: text ?? '', lead: lead ?? '', deadline: deadline ?? '' }];
      }),
    ),
  };
  minutes.destroy();
  doc.destroy();
  return read;
};

/** The meeting as it stood; a comparison also has the topics that are not there any more. */
export const readPast = (
  history: History,
  { from, to }: PastSpan,
): { readonly title: string; readonly topics: readonly PastTopic[] } => {
  const now = tablesAt(history, to);
  const before = from === null ? now : tablesAt(history, from);
  const here = new Set(now.agenda.map(({ id }) => id));
  const agenda = [...now.agenda, ...before.agenda.filter(({ id }) => !here.has(id))];
  const ids = [...new Set([...now.resolutions.keys(), ...before.resolutions.keys()])];
  const topics = agenda.map(({ id, title }, index): PastTopic => {
    const resolutions = ids.flatMap((each): readonly PastResolution[] => {
      const [one, other] = [now.resolutions.get(each), before.resolutions.get(each)];
      const of = one ?? other;
      return of?.topic === id ? [{ id: each, number: of.number, now: one ?? null, before: other ?? null }] : [];
    });
    return {
      id,
      title,
      number: here.has(id) ? index + 1 : 0,
      nodes: readVersion(history, id, { from, to }),
      resolutions,
    };
  });
  return { title: now.title, topics };
};

export const isChanged = ({ nodes, resolutions }: Pick<PastTopic, 'nodes' | 'resolutions'>): boolean =>
  nodes.some(isOther) || resolutions.some(({ now, before }) => JSON.stringify(now) !== JSON.stringify(before));

const isOther = (node: VersionNode): boolean =>
  node.fate !== 'kept' || (node.type === 'element' && node.children.some(isOther));

/** Authors in the order in which they first wrote, so that everybody keeps their colour; the relay, which has none, last. */
export const authorsOf = ({ moments }: History): readonly string[] => {
  const all = new Set(moments.flatMap(({ authors }) => authors));
  return [...[...all].filter((id) => id !== ''), ''];
};
