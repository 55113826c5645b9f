import { type CardValues, type LedgerLine, projectLedger, type Totals, type UnitTotals } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import { projectionOf, viewTable, viewValue } from '#lib/view';
import { useWorkspace } from '#lib/workspace';

type Doc = Parameters<typeof projectLedger>[0];

/** A project's ledger as templates read it. */
const readView = (doc: Doc) => {
  const ledger = projectLedger(doc);
  const { entries } = ledger;
  const lines = viewValue(entries.lines.subscribe, entries.lines.get);
  const totals = viewValue(entries.totals.subscribe, entries.totals.get);
  const byUnit = viewValue(entries.totalsByUnit.subscribe, entries.totalsByUnit.get);
  const counts = viewValue(entries.counts.subscribe, entries.counts.get);
  const milestones = viewValue(
    (changed) => ledger.milestones.subscribe({ type: 'any' }, changed),
    () => ledger.milestoneIds().map((id) => ({ id, ...ledger.milestones.values(id) })),
  );
  const card = viewTable(ledger.card);
  return {
    notes: viewTable(ledger.notes),
    get card(): CardValues {
      return card.values('self');
    },
    get lines(): readonly LedgerLine[] {
      return lines.current;
    },
    get totals(): Totals {
      return totals.current;
    },
    get byUnit(): readonly UnitTotals[] {
      return byUnit.current;
    },
    get counts() {
      return counts.current;
    },
    get milestones() {
      return milestones.current;
    },
  };
};

export type LedgerView = ReturnType<typeof readView>;
export type Milestone = LedgerView['milestones'][number];

export const viewLedger = (doc: Doc): LedgerView => projectionOf(doc, readView);

export interface Project {
  readonly address: string;
  readonly title: string;
  /** False while nothing of it is on this device yet. */
  readonly isHere: boolean;
  readonly ledger: LedgerView;
}

/** Holds every ledger that this person may open, while the component lives: for the board and its sums. */
export const useProjects = (): { readonly list: readonly Project[] } => {
  const workspace = useWorkspace();
  const key = $derived(
    workspace.documents
      .filter((entry) => entry.kind === 'ledger')
      .map((entry) => entry.address)
      .sort()
      .join('\n'),
  );
  const held = $derived(key === '' ? [] : key.split('\n').map((address) => hold(workspace.open(address))));
  $effect(() => {
    const now = held;
    return () => {
      for (const { document } of now) document.release();
    };
  });
  const list = $derived(
    held.map(({ document, listen }): Project => {
      listen();
      const ledger = viewLedger(document.doc);
      const listed = workspace.documents.find((entry) => entry.address === document.address);
      return {
        address: document.address,
        title: ledger.card.title ?? listed?.title ?? '',
        isHere: document.state.hasCopy,
        ledger,
      };
    }),
  );
  return {
    get list() {
      return list;
    },
  };
};

const hold = (document: OpenDocument) => ({
  document,
  listen: createSubscriber((update) => document.subscribe(update)),
});
