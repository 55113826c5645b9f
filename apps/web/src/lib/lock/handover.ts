/**
 * How a window that is unlocked hands the key to another one of the same person, so that a reload and a second window do not ask
 * again: through memory alone, never through anything that a browser writes down ([SE10]).
 *
 * Windows that are there answer each other on a broadcast channel. A window that goes (a reload) leaves the key with the service
 * worker for a minute; the worker has it in a variable, gives it out once, and forgets it when the browser ends the worker.
 */
export interface Handover {
  /** The key of a window that is unlocked, or of one that has just gone; null where there is none. */
  ask(): Promise<Held | null>;
  /** From now on this window answers, and tells those that are there. */
  offer(key: Uint8Array): void;
  /** Says that it is locked, everywhere, and forgets. */
  withdraw(): void;
  tellActive(at: number): void;
  /** This window goes: the key is left for the next. */
  leave(): void;
  close(): void;
}

export interface Held {
  readonly key: Uint8Array;
  /** When somebody was last there (ms). */
  readonly activeAt: number;
}

export interface HandoverOptions {
  readonly member: string;
  activeAt(): number;
  onKey(held: Held): void;
  onLock(): void;
  onActive(at: number): void;
}

/** What the windows say to each other. */
type Said =
  | { readonly type: 'ask' }
  | ({ readonly type: 'key' } & Held)
  | { readonly type: 'lock' }
  | { readonly type: 'active'; readonly at: number };

/** What the service worker is told; see src/service-worker/held-keys.ts. */
export type ToWorker =
  | ({ readonly type: 'keep-key'; readonly member: string } & Held)
  | { readonly type: 'take-key'; readonly member: string }
  | { readonly type: 'drop-key'; readonly member: string };

/** How long an answer is waited for (ms). */
const patience = 300;

export const openHandover = (options: HandoverOptions): Handover => {
  const { member } = options;
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`lianxi.key/${member}`);
  let key: Uint8Array | null = null;
  let answered: (held: Held | null) => void = () => {};
  let registration: ServiceWorkerRegistration | null = null;
  void navigator.serviceWorker?.ready.then((ready) => {
    registration = ready;
  });
  const say = (said: Said) => channel?.postMessage(said);
  const worker = () => navigator.serviceWorker?.controller ?? registration?.active ?? null;
  const tellWorker = (message: ToWorker) => worker()?.postMessage(message);
  const held = (): Held | null => key && { key, activeAt: options.activeAt() };

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Said>) => {
      const own = held();
      switch (data.type) {
        case 'ask':
          if (own) say({ type: 'key', ...own });
          break;
        case 'key':
          answered(data);
          if (!key) options.onKey(data);
          break;
        case 'lock':
          key = null;
          options.onLock();
          break;
        case 'active':
          options.onActive(data.at);
      }
    };
  }

  const askWorker = (): Promise<Held | null> =>
    new Promise((resolve) => {
      const asked = worker();
      if (!asked) return resolve(null);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<Held | null>) => resolve(data);
      asked.postMessage({ type: 'take-key', member } satisfies ToWorker, [port2]);
      setTimeout(() => resolve(null), patience);
    });
  const askWindows = (): Promise<Held | null> =>
    new Promise((resolve) => {
      if (!channel) return resolve(null);
      answered = resolve;
      say({ type: 'ask' });
      setTimeout(() => resolve(null), patience);
    });

  return {
    ask: async () => {
      const fromWorker = await askWorker();
      return fromWorker ?? (await askWindows());
    },
    offer: (next) => {
      key = next;
      const own = held();
      if (own) say({ type: 'key', ...own });
    },
    withdraw: () => {
      key = null;
      say({ type: 'lock' });
      tellWorker({ type: 'drop-key', member });
    },
    tellActive: (at) => say({ type: 'active', at }),
    leave: () => {
      const own = held();
      if (own) tellWorker({ type: 'keep-key', member, ...own });
    },
    close: () => channel?.close(),
  };
};
