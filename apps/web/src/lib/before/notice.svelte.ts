import { projectDirectory, snapshotMinutes, wallTime } from '@lianxi/documents';
import { buildNotice, type OfficialMinutes } from '@lianxi/exchange/official';
import { createSubscriber } from 'svelte/reactivity';
import { calmly, projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { issuerOf } from '../official/official.svelte.ts';
import { scopeNames } from '../organisation/directory.svelte.ts';

/** A meeting's notice, set anew a few times a second while somebody writes in it. */
export interface NoticeView {
  readonly notice: OfficialMinutes;
  /** Everybody whose name stands in it. */
  readonly people: number;
}

export const viewNotice = (
  workspace: Workspace,
  document: DocumentView,
  directory: DocumentView,
): { readonly current: NoticeView } => {
  const doc = $derived(document.doc);
  const names = $derived(directory.doc);
  const listen = $derived(subscriberOf(doc));
  const listenToNames = $derived(subscriberOf(names));
  const current = $derived.by((): NoticeView => {
    listen();
    listenToNames();
    const minutes = snapshotMinutes(doc);
    const issuer = issuerOf(
      document.address,
      scopeNames(projectionOf(names, projectDirectory)),
      workspace.community.name,
    );
    const notice = buildNotice({ minutes, issuer, day: wallTime(Date.now()).slice(0, 10) });
    return { notice, people: minutes.attendance.length };
  });
  return {
    get current() {
      return current;
    },
  };
};

const subscriberOf = (doc: DocumentView['doc']) =>
  createSubscriber((update) =>
    calmly(update, (listener) => {
      doc.on('update', listener);
      return () => doc.off('update', listener);
    }),
  );
