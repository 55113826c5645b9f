import { type CareRecord, type CareResult, projectCare, takeBackLabel, withdrawConsent } from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import { type DocumentView, useDocument, useWorkspace } from '#lib/workspace';
import { explainCare } from './words.ts';

/** A grid's care document, held open while the component lives, with the ways to take back what stands in it. */
export interface CareView {
  readonly document: DocumentView;
  readonly records: readonly CareRecord[];
  readonly isThere: boolean;
  /** Whether this person may take the record back: who made it, and the committee. */
  mayTakeBack(record: CareRecord): boolean;
  withdraw(id: string, day: string): boolean;
  takeBack(id: string): boolean;
}

export const useCare = (address: () => string): CareView => {
  const workspace = useWorkspace();
  const document = useDocument(address);
  const care = $derived(projectionOf(document.doc, projectCare));
  const view = $derived(viewValue(care.records.subscribe, care.records.get));
  const isCommittee = workspace.member.grants.some(({ role }) => role === 'committee' || role === 'committee-admin');
  /** What is blanked cannot come back, so these are no steps of undo. */
  const written = (result: CareResult): boolean => {
    if (!result.ok) workspace.say(explainCare(result.error).text, 'problem');
    return result.ok;
  };
  return {
    document,
    get records() {
      return view.current;
    },
    get isThere() {
      const { disk, hasCopy, isSynced } = document.state;
      return disk !== 'loading' && (hasCopy || isSynced);
    },
    mayTakeBack: ({ consent, withdrawn }) =>
      document.mayWrite && withdrawn === null && (isCommittee || consent.recordedBy === workspace.member.id),
    withdraw: (id, day) => written(withdrawConsent(document.doc, id, day, workspace.author)),
    takeBack: (id) => written(takeBackLabel(document.doc, id, workspace.author)),
  };
};
