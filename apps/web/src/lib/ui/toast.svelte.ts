/** A line that says what just happened, with the way back where there is one. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'done' | 'problem';
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const patience = { plain: 8_000, done: 4_000, problem: 12_000 } as const;

/**
 * The toasts of one window, the newest last; at most three at a time. One that is pointed at or has the focus stays: the way
 * back must not go while somebody reaches for it.
 */
export class Toasts {
  list: readonly Toast[] = $state.raw([]);
  #next = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(toast: { text: string; tone?: Toast['tone']; action?: Toast['action'] }): void {
    const { text, tone = 'plain', action = null } = toast;
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, text, tone, action }];
    this.letGo(id);
  }

  /** It stays until it is let go. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** From now on it has its whole time again. */
  letGo(id: number): void {
    const toast = this.list.find((each) => each.id === id);
    this.hold(id);
    if (toast)
      this.#timers.set(
        id,
        setTimeout(() => this.dismiss(id), patience[toast.tone]),
      );
  }

  clear(): void {
    this.list = [];
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}
