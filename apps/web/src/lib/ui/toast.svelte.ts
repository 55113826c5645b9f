/** A line that says what just happened, with the way back where there is one. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'done' | 'problem';
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const patience = { plain: 8_000, done: 4_000, problem: 12_000 } as const;

/** The toasts of one window, the newest last; at most three at a time. */
export class Toasts {
  list: readonly Toast[] = $state.raw([]);
  #next = 1;

  show(toast: { text: string; tone?: Toast['tone']; action?: Toast['action'] }): void {
    const { text, tone = 'plain', action = null } = toast;
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, text, tone, action }];
    setTimeout(() => this.dismiss(id), patience[tone]);
  }

  clear(): void {
    this.list = [];
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}
