/** How long a name stays beside a caret that has stopped (ms). */
const nameStays = 4000;

/** Draws the named carets of one editor: a name shows while its caret moves, and turns inward near the right edge. */
export interface Carets {
  render(user: Record<string, unknown>): HTMLElement;
  selectionClass(user: Record<string, unknown>): string;
  /** These people have just moved; everybody's colour is as said. */
  wake(clients: readonly number[], colours: ReadonlyMap<number, number>): void;
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
      caret.className = `caret w${Number(user.who)}`;
      caret.dataset.client = String(client);
      const name = document.createElement('span');
      name.className = 'name';
      // Drawn from an attribute, so that it is neither copied with the text nor read as part of it.
      name.dataset.name = String(user.label ?? user.name ?? '');
      caret.append('\u2060', name, '\u2060');
      rouse(caret, client);
      requestAnimationFrame(() => caret.classList.toggle('inward', isNearEdge(caret, editor)));
      return caret;
    },
    selectionClass: (user) => `chosen w${Number(user.who)}`,
    wake: (clients, colours) => {
      requestAnimationFrame(() => {
        for (const caret of editor.querySelectorAll<HTMLElement>('.caret')) {
          const colour = colours.get(Number(caret.dataset.client));
          if (colour !== undefined && !caret.classList.contains(`w${colour}`)) recolour(caret, colour);
        }
        const awake = clients.flatMap((client) => {
          const caret = caretOf(client);
          return caret ? [{ client, caret, isInward: isNearEdge(caret, editor) }] : [];
        });
        // Measured all, then changed all: else the page is laid out for each.
        for (const { client, caret, isInward } of awake) {
          rouse(caret, client);
          caret.classList.toggle('inward', isInward);
        }
      });
    },
    destroy: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
};

const isNearEdge = (caret: HTMLElement, editor: HTMLElement): boolean => {
  const name = caret.querySelector<HTMLElement>('.name');
  if (!name) return false;
  return caret.getBoundingClientRect().left + name.offsetWidth > editor.getBoundingClientRect().right;
};

const recolour = (caret: HTMLElement, colour: number) => {
  for (const other of [1, 2, 3, 4, 5]) caret.classList.toggle(`w${other}`, other === colour);
};
