import type { Editor } from '@tiptap/core';
import { placesOfComments } from './comment-places.ts';
import type { TextDesk } from './text-desk.svelte.ts';

/** How often at most the text is looked through (ms): nobody reads a comment while somebody types. */
const pace = 250;
const names = { open: 'lianxi-commented', active: 'lianxi-comment-active' } as const;

/**
 * Draws the words that open comments are about, without touching them: the browser's own highlights, so that a keystroke costs
 * nothing here, and a thread that is settled leaves no trace. Where a browser has none, `text.css` underlines them all.
 */
export const drawComments = (editor: Editor, desk: TextDesk): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    timer = undefined;
    if (editor.isDestroyed) return;
    const places = placesOfComments(editor.state);
    if (!isSame(places, desk.places)) desk.places = places;
    paint(editor, desk);
  };
  const later = () => {
    timer ??= setTimeout(look, pace);
  };
  const onTransaction = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (transaction.docChanged) later();
  };
  editor.on('transaction', onTransaction);
  const onPress = ({ target }: Event) => {
    const words = target instanceof Element ? target.closest<HTMLElement>('.commented') : null;
    const id = words?.dataset.comment;
    if (id === undefined || !desk.isThreadOpen(id)) return;
    desk.active = id;
    desk.isOpen = true;
  };
  editor.view.dom.addEventListener('click', onPress);
  const { dom } = editor.view;
  // What is settled elsewhere, or pointed at, is drawn anew.
  const stop = $effect.root(() => {
    $effect(() => {
      void desk.active;
      for (const id of desk.threadsOf(desk.topic)) void desk.isThreadOpen(id);
      later();
    });
  });
  look();
  return () => {
    clearTimeout(timer);
    stop();
    editor.off('transaction', onTransaction);
    dom.removeEventListener('click', onPress);
    for (const name of Object.values(names)) highlights()?.delete(name);
    desk.places = new Map();
  };
};

const highlights = (): HighlightRegistry | undefined => (typeof Highlight === 'undefined' ? undefined : CSS.highlights);

const paint = (editor: Editor, desk: TextDesk): void => {
  const registry = highlights();
  if (!registry) return;
  const open = new Highlight();
  const active = new Highlight();
  for (const words of editor.view.dom.querySelectorAll<HTMLElement>('.commented')) {
    const id = words.dataset.comment ?? '';
    if (!desk.isThreadOpen(id)) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    (id === desk.active ? active : open).add(range);
  }
  registry.set(names.open, open);
  registry.set(names.active, active);
};

const isSame = (one: TextDesk['places'], other: TextDesk['places']): boolean =>
  one.size === other.size &&
  [...one].every(([id, { from, words }]) => other.get(id)?.from === from && other.get(id)?.words === words);
