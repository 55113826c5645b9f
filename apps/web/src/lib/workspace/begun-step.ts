import { recordId } from '@lianxi/documents';
import type { OpenDocument } from '@lianxi/sync';
import { m } from '#lib/paraglide/messages.js';
import { tablesOf } from './kinds.ts';
import type { Workspace } from './workspace.svelte.ts';

/** How long one waits for what is on its way (ms). */
const patience = 2_000;

/**
 * Says that a document was begun here, with the way back: it is taken away again for everybody, while it is as it was begun.
 * `leave`: called when it is gone, for whoever is on its page.
 */
export const announceBegun = (workspace: Workspace, address: string, title: string, leave: () => void): void => {
  const open = workspace.open(address);
  const begun = keysIn(address, open.doc);
  open.release();
  workspace.noteBegun(address, () => void takeBack(workspace, address, begun, leave));
  workspace.announce(m.shell_begun({ title }));
};

const takeBack = async (workspace: Workspace, address: string, begun: string, leave: () => void): Promise<void> => {
  const title = workspace.titleOf(address);
  const open = workspace.open(address);
  await open.whenLoaded;
  const isAsBegun = keysIn(address, open.doc) === begun;
  // What is on its way to the relay would come back as refused, of a document that there is not.
  if (isAsBegun && workspace.isOnline) await whenNothingWaits(open);
  open.release();
  if (!isAsBegun) return workspace.say(m.shell_begun_gone_on({ title }), 'problem');
  const outcome = await workspace.takeAway(address);
  if (outcome === 'unreached') return workspace.say(m.shell_begun_unreached({ title }), 'problem');
  if (outcome === 'taken-up') return workspace.say(m.shell_begun_taken_up({ title }), 'problem');
  leave();
  workspace.say(m.shell_begun_undone({ title }));
};

/**
 * Which rows and cells stand in the document's tables: another one means that somebody has gone on with it. A record's own key is
 * the relay's, which writes the title there when it hears of the document, a moment later perhaps.
 */
const keysIn = (address: string, doc: OpenDocument['doc']): string =>
  JSON.stringify(
    tablesOf(address).map(({ name }) => [...doc.getMap(name).keys()].filter((key) => key !== recordId).sort()),
  );

const whenNothingWaits = (open: OpenDocument): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const look = () => {
      if (open.receipt.waiting === 0) end();
    };
    const stop = open.subscribe(look);
    const timer = setTimeout(end, patience);
    look();
  });
