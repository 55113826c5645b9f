import { parseAddress } from '@lianxi/access';
import { projectDirectory, readFollowup, snapshotMinutes, textBlocksOf, textOf, wallTime } from '@lianxi/documents';
import { buildOfficial, type OfficialMinutes } from '@lianxi/exchange/official';
import { createSubscriber } from 'svelte/reactivity';
import { calmly, projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { scopeNames } from '../organisation/directory.svelte.ts';

type Doc = DocumentView['doc'];

/** A meeting as an official document, set anew a few times a second while somebody writes in it. */
export interface OfficialView {
  readonly official: OfficialMinutes;
  /** Everybody whose name stands in it. */
  readonly people: number;
  /** Expected and not there yet: in none of its lists. */
  readonly expected: number;
  readonly isSigned: boolean;
}

export const viewOfficial = (
  workspace: Workspace,
  document: DocumentView,
  directory: DocumentView,
  /** What was added to signed minutes stands beside them. */
  followup: DocumentView,
): { readonly current: OfficialView } => {
  const doc = $derived(document.doc);
  const names = $derived(directory.doc);
  const beside = $derived(followup.doc);
  const listen = $derived(subscriberOf(doc));
  const listenBeside = $derived(subscriberOf(beside));
  const listenToNames = $derived(subscriberOf(names));
  const current = $derived.by((): OfficialView => {
    listen();
    listenToNames();
    listenBeside();
    const minutes = snapshotMinutes(doc);
    const official = buildOfficial({
      minutes,
      text: (topic) => textBlocksOf(textOf(doc, topic)),
      issuer:
        minutes.signing?.issuer ??
        issuerOf(document.address, scopeNames(projectionOf(names, projectDirectory)), workspace.community.name),
      sentTo: minutes.sentTo,
      issuedOn: minutes.signing ? wallTime(minutes.signing.signedAt).slice(0, 10) : null,
      addenda: readFollowup(beside).addenda.map(({ order, type, text, at }) => ({
        order,
        type,
        text,
        day: wallTime(at).slice(0, 10),
      })),
    });
    const count = (isCounted: (state: string) => boolean) =>
      minutes.attendance.filter(({ state }) => isCounted(state ?? 'expected')).length;
    return {
      official,
      people: count((state) => state !== 'expected'),
      expected: count((state) => state === 'expected'),
      isSigned: minutes.header.state === 'signed',
    };
  });
  return {
    get current() {
      return current;
    },
  };
};

const subscriberOf = (doc: Doc) =>
  createSubscriber((update) =>
    calmly(update, (listener) => {
      doc.on('update', listener);
      return () => doc.off('update', listener);
    }),
  );

/** The branch that answers for the scope, or for one around it; else the community. */
export const issuerOf = (address: string, names: ReadonlyMap<string, string>, community: string): string => {
  const parsed = parseAddress(address);
  const parts = parsed.ok ? parsed.value.scope.split('.') : [];
  for (let length = parts.length; length > 0; length--) {
    const name = names.get(parts.slice(0, length).join('.'));
    if (name !== undefined && /(支部|总支|党委)$/.test(name)) return name;
  }
  return community;
};
