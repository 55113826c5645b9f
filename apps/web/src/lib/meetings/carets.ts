import { colourOf } from './presence.svelte.ts';

/** How long a name stays beside a caret that has stopped (ms). */
const nameStays = 4000;

/** Draws the named carets of one editor: a name shows while its caret moves, and turns inward near the right edge. */
export interface Carets {
  render(user: Record<string, unknown>): HTMLElement;
  selectionClass(user: Record<string, unknown>): string;
  /** These people have just moved. */
  wake(clients: readonly number[]): void;
  destroy(): void;
}

export const createCarets = (editor: HTMLElement): Carets => {
  const timers = new Map<number, ReturnType<typeof setTimeout>>();

  const rouse = (caret: HTMLElement, client: number) => {
    caret.classList.add('awake');
    clearTimeout(timers.get(client));
    timers.set(
      client,
      setTimeout(() => caretOf(client)?.classList.remove('awake'), nameStays),
    );
  };
  const caretOf = (client: number) => editor.querySelector<HTMLElement>(`.caret[data-client="${client}"]`);

  return {
    render: (user) => {
      const client = Number(user.client);
      const caret = document.createElement('span');
      caret.className = `caret w${colourOf(client)}`;
      caret.dataset.client = String(client);
      const name = document.createElement('span');
      name.className = 'name';
      // Drawn from an attribute, so that it is neither copied with the text nor read as part of it.
      name.dataset.name = String(user.label ?? user.name ?? '');
      caret.append('\u2060', name, '\u2060');
      rouse(caret, client);
      requestAnimationFrame(() => turnInward(caret, editor));
      return caret;
    },
    selectionClass: (user) => `chosen w${colourOf(Number(user.client))}`,
    wake: (clients) => {
      requestAnimationFrame(() => {
        for (const client of clients) {
          const caret = caretOf(client);
          if (!caret) continue;
          rouse(caret, client);
          turnInward(caret, editor);
        }
      });
    },
    destroy: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
};

const turnInward = (caret: HTMLElement, editor: HTMLElement) => {
  const name = caret.querySelector<HTMLElement>('.name');
  if (!name) return;
  const isNearEdge = caret.getBoundingClientRect().left + name.offsetWidth > editor.getBoundingClientRect().right;
  caret.classList.toggle('inward', isNearEdge);
};
