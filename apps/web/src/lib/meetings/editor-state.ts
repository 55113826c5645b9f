import type { Editor } from '@tiptap/core';
import { createSubscriber } from 'svelte/reactivity';

/** How soon what stands beside the text follows it (ms): in a hall of forty it changes more often than anybody looks at a button. */
const pace = 150;

/** Whoever reads an editor's state in a reactive place calls the function that this gives: it is read anew soon after each change. */
export const followEditor = (editor: Editor): (() => void) =>
  createSubscriber((update) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      clearTimeout(timer);
      timer = undefined;
      update();
    };
    const later = () => {
      timer ??= setTimeout(tell, pace);
    };
    editor.on('transaction', later);
    for (const event of ['focus', 'blur'] as const) editor.on(event, tell);
    return () => {
      clearTimeout(timer);
      editor.off('transaction', later);
      for (const event of ['focus', 'blur'] as const) editor.off(event, tell);
    };
  });
