import type { Result } from '@lianxi/base';
import { type Author, type Change, projectDirectory, projectMinutes } from '@lianxi/documents';
import { createContext } from 'svelte';
import { projectionOf, viewTable } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { type MeetingView, viewMeeting } from './meeting-view.svelte.ts';
import { Presence } from './presence.svelte.ts';

type Doc = DocumentView['doc'];
type Intent = (doc: Doc, author: Author) => Result<readonly Change[], { readonly type: string }>;

/** Somebody of the community's book of names, who may be invited. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly unit: string;
  readonly unitId: string | null;
  /** The account, where the book names one. */
  readonly account: string | null;
}

/** One meeting on the table: what its parts read from and write through. */
export interface Desk {
  readonly document: DocumentView;
  readonly view: MeetingView;
  readonly mayWrite: boolean;
  readonly presence: Presence;
  /** Whom a topic, a resolution or an attendee may belong to, by name: the community's units and branches, and this meeting's. */
  readonly unitNames: readonly string[];
  readonly knownPeople: readonly KnownPerson[];
  /** For whom this person speaks, where that is known. */
  readonly ownUnit: string | null;
  /** Only a co-building unit's: proposes topics instead of putting them on the agenda. */
  readonly isUnit: boolean;
  /** How this person's caret is named: unit and post. */
  readonly ownLabel: string;
  /** Runs an intent; says so when it was refused. With `done` the toast offers the way back. */
  write(intent: Intent, done?: string): boolean;
}

export const [useDesk, provideDesk] = createContext<Desk>();

/** A row of the book whose person has an account bears its id. */
const accountOf = (row: string): string | null => (/^m[a-z2-7]{7}$/.test(row) ? row : null);

export const createDesk = (workspace: Workspace, document: DocumentView, directory: DocumentView): Desk => {
  // A document says that it changed at every keystroke; what follows depends only on which document it is.
  const doc = $derived(document.doc);
  const awareness = $derived(document.awareness);
  const names = $derived(directory.doc);
  const isWritable = $derived(document.mayWrite);
  const view = $derived(viewMeeting(projectionOf(doc, projectMinutes)));
  const presence = $derived(new Presence(awareness, workspace.member.id));
  const book = $derived(projectionOf(names, projectDirectory));
  const units = $derived(viewTable(book.units));
  const members = $derived(viewTable(book.members));
  const parties = $derived(viewTable(book.partyNodes));

  const unitNames = $derived.by(() => {
    const ofCommunity = units.ids
      .filter((id) => units.cell(id, 'state') !== 'left')
      .map((id) => units.cell(id, 'name'));
    const ofParty = parties.ids
      .filter((id) => ['committee', 'branch'].includes(parties.cell(id, 'kind') ?? ''))
      .map((id) => parties.cell(id, 'name'));
    const ofMeeting = view.units.current.map(({ unit }) => unit);
    return [...new Set([...ofMeeting, ...ofCommunity, ...ofParty])].filter(
      (name) => name !== null && name !== '',
    ) as string[];
  });
  const knownPeople = $derived(
    members.ids.map((id): KnownPerson => {
      const { name, post, unit, partyNode, account } = members.values(id);
      const unitName =
        unit !== null ? units.cell(unit, 'name') : partyNode !== null ? parties.cell(partyNode, 'name') : null;
      return {
        id,
        name: name ?? '',
        post: post ?? '',
        unit: unitName ?? '',
        unitId: unit,
        account: account ?? accountOf(id),
      };
    }),
  );
  const own = $derived(book.person(workspace.member.id));
  const unitScopes = workspace.member.grants.filter(({ role }) => role === 'unit').map(({ on }) => on);
  const isUnit = workspace.member.grants.length > 0 && unitScopes.length === workspace.member.grants.length;
  const unitOf = (): string | null => {
    const known = units.ids.find((id) => unitScopes.some((scope) => scope === units.cell(id, 'scope')));
    return known === undefined ? null : units.cell(known, 'name');
  };
  /** As this meeting's own sheet has it. */
  const onSheet = $derived.by(() => {
    const row = view.attendance.ids.find((id) => view.attendance.cell(id, 'name') === workspace.member.name);
    return row === undefined ? null : view.attendance.values(row);
  });
  const ownUnit = $derived(unitOf() ?? onSheet?.unit ?? null);
  const ownLabel = $derived.by(() => {
    const { name, post } = workspace.member;
    const unitId = own?.values.unit ?? null;
    const unit = ownUnit ?? (unitId === null ? null : units.cell(unitId, 'name'));
    const ownPost = post || onSheet?.post || own?.values.post;
    return [unit ?? (ownPost ? '' : name), ownPost].filter(Boolean).join(' ') || name;
  });

  return {
    document,
    get view() {
      return view;
    },
    get mayWrite() {
      return isWritable && view.header.cell('self', 'state') !== 'signed';
    },
    get presence() {
      return presence;
    },
    get unitNames() {
      return unitNames;
    },
    get knownPeople() {
      return knownPeople;
    },
    get ownUnit() {
      return ownUnit;
    },
    isUnit,
    get ownLabel() {
      return ownLabel;
    },
    write: (intent, done) => {
      const isWritten = workspace.run(document.address, intent(document.doc, workspace.author));
      if (isWritten && done) workspace.announce(done);
      return isWritten;
    },
  };
};
