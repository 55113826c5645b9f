import { createSubscriber } from 'svelte/reactivity';
import type { Api } from '../session/index.ts';
import type { ServerFacts } from './facts.ts';

/**
 * How often the server is asked while somebody looks (ms); soon again where it knew of no connection: whoever looks has one, and
 * was quicker than it.
 */
const pause = { usual: 10_000, unconnected: 1_000 } as const;

/** What the server says of itself, asked for again and again while it is shown and the window is seen. */
export class ServerWatch {
  facts: ServerFacts | null = $state.raw(null);
  /** Whether the last question was answered; true before the first. */
  isReached = $state(true);
  isAllowed = $state(true);
  #askedAt = 0;
  readonly #api: Api;
  readonly #listen: () => void;

  constructor(api: Api) {
    this.#api = api;
    this.#listen = createSubscriber(() => {
      const follow = () => {
        if (document.visibilityState === 'visible') void this.ask();
      };
      follow();
      const timer = setInterval(() => {
        const wanted = this.facts?.sockets === 0 ? pause.unconnected : pause.usual;
        if (Date.now() - this.#askedAt >= wanted) follow();
      }, pause.unconnected);
      document.addEventListener('visibilitychange', follow);
      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', follow);
      };
    });
  }

  /** Follows the server for as long as whoever reads this is there. */
  get current(): ServerFacts | null {
    this.#listen();
    return this.facts;
  }

  /** Asks now. */
  async ask(): Promise<void> {
    this.#askedAt = Date.now();
    const answer = await this.#api.get<ServerFacts>('/api/status');
    if (answer.ok) this.facts = answer.value;
    this.isReached = answer.ok || answer.error.type === 'Refused';
    this.isAllowed = answer.ok || answer.error.type !== 'Refused' || answer.error.status !== 403;
  }
}
