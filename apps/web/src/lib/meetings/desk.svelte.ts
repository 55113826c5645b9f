import type { Result } from '@lianxi/base';
import { type Author, type Change, projectMinutes } from '@lianxi/documents';
import { createContext } from 'svelte';
import { projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { type MeetingView, viewMeeting } from './meeting-view.svelte.ts';
import { Presence } from './presence.svelte.ts';

type Doc = DocumentView['doc'];
type Intent = (doc: Doc, author: Author) => Result<readonly Change[], { readonly type: string }>;

/** One meeting on the table: what its parts read from and write through. */
export interface Desk {
  readonly document: DocumentView;
  readonly view: MeetingView;
  readonly mayWrite: boolean;
  readonly presence: Presence;
  /** Names of units that this meeting knows: those that were invited, and those of the resolutions. */
  readonly unitNames: readonly string[];
  /** Runs an intent; says so when it was refused. With `done` the toast offers the way back. */
  write(intent: Intent, done?: string): boolean;
}

export const [useDesk, provideDesk] = createContext<Desk>();

export const createDesk = (workspace: Workspace, document: DocumentView): Desk => {
  const view = $derived(viewMeeting(projectionOf(document.doc, projectMinutes)));
  const presence = $derived(new Presence(document.awareness, workspace.member.id));
  const unitNames = $derived([...new Set(view.units.current.map(({ unit }) => unit))].filter((unit) => unit !== ''));
  return {
    document,
    get view() {
      return view;
    },
    get mayWrite() {
      return document.mayWrite && view.header.cell('self', 'state') !== 'signed';
    },
    get presence() {
      return presence;
    },
    get unitNames() {
      return unitNames;
    },
    write: (intent, done) => {
      const isWritten = workspace.run(document.address, intent(document.doc, workspace.author));
      if (isWritten && done) workspace.announce(done);
      return isWritten;
    },
  };
};
