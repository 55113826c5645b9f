import { kindSchemas, type LedgerLine, projectLedger, projectTable } from '@lianxi/documents';

/** Who wrote in one document since a moment, and the last thing they wrote. */
export interface ChangeGroup {
  readonly address: string;
  readonly member: string;
  readonly cells: number;
  readonly added: number;
  readonly removed: number;
  /** `was`: what stood there when the row was made, where the last thing was a correction. */
  readonly last: { readonly text: string | null; readonly was: string | null; readonly time: number };
}

/** What a project waits for. */
export interface LedgerDigest {
  /** Whose project it is: the lead's scope, the partners by name, who answers for it. */
  readonly of: { readonly lead: string | null; readonly partners: readonly string[]; readonly person: string | null };
  readonly waiting: readonly LedgerLine[];
  readonly milestones: readonly { readonly id: string; readonly title: string; readonly due: string }[];
}

type Doc = Parameters<typeof projectLedger>[0];

/**
 * Changes of others in a document's tables and entries since `since` (ms). Times are those of the writers' devices; what
 * came late counts by when it was written, as the paper would.
 */
export const changesSince = (
  address: string,
  kind: string,
  doc: Doc,
  since: number,
  me: string,
): readonly ChangeGroup[] => {
  const groups = new Map<string, { cells: number; added: number; removed: number; last: ChangeGroup['last'] }>();
  const note = (
    member: string,
    time: number,
    what: 'cells' | 'added' | 'removed',
    text: string | null,
    was: string | null = null,
  ) => {
    if (time <= since || member === me || member === '') return;
    const group = groups.get(member) ?? { cells: 0, added: 0, removed: 0, last: { text: null, was: null, time: 0 } };
    group[what]++;
    if (time > group.last.time) group.last = { text, was, time };
    groups.set(member, group);
  };
  for (const schema of kindSchemas[kind]?.tables ?? []) {
    const table = projectTable(doc.getMap(schema.name), schema);
    for (const id of schema.isRecord ? ['self'] : table.ids()) {
      const row = table.row(id);
      if (!row) continue;
      if (!schema.isRecord) {
        // What somebody else has written over since is not the maker's word any more.
        const overwritten = new Set<string>(row.changes.map(({ field }) => field));
        note(row.createdBy, row.createdAt, 'added', firstText(schema.fields, row.values, overwritten));
      }
      for (const { field, value, original, time, member } of row.changes) {
        if (field === '~') note(member, time, 'removed', null);
        else {
          const { type } = schema.fields[field] ?? {};
          note(member, time, 'cells', readable(type, value), readable(type, original));
        }
      }
    }
    table.destroy();
  }
  if (kind === 'ledger') {
    const ledger = projectLedger(doc);
    for (const { entry } of ledger.entries.lines.get()) note(entry.by, entry.at, 'added', entry.item);
    ledger.destroy();
  }
  return [...groups].map(([member, group]) => ({ address, member, ...group }));
};

/** Only what a person wrote as words; codes of a choice and the like say nothing here. */
const readable = (type: string | undefined, value: unknown): string | null =>
  (type === 'text' || type === 'date') && typeof value === 'string' && value !== '' ? value : null;

const firstText = (
  fields: { readonly [field: string]: { readonly type: string } },
  values: object,
  overwritten: ReadonlySet<string>,
): string | null => {
  const entries = Object.entries(values).filter(([field]) => !overwritten.has(field));
  // A unit's name is all there is to a confirmation.
  for (const name of ['name', 'title', 'text', 'item', 'unit']) {
    const found = entries.find(([field]) => field === name);
    const text = found ? readable(fields[name]?.type, found[1]) : null;
    if (text) return text;
  }
  return null;
};

export const digestLedger = (doc: Doc): LedgerDigest => {
  const ledger = projectLedger(doc);
  const { lead, partners, person } = ledger.card.values('self');
  const digest: LedgerDigest = {
    of: { lead, partners: partners ?? [], person },
    waiting: ledger.entries.lines.get().filter(({ state, flaw }) => state === 'pending' && flaw === null),
    milestones: ledger.milestones.ids().flatMap((id) => {
      const { title, due, isDone } = ledger.milestones.values(id);
      return isDone || !due || !title ? [] : [{ id, title, due }];
    }),
  };
  ledger.destroy();
  return digest;
};
