import type { BallotChoice, VoteRule } from '@lianxi/documents';
import type { Api } from '../session/index.ts';

/** How often a box is asked how much lies in it (ms). */
const every = 2_500;

/** A secret vote's box at the relay, as this person may know it: how many have voted, and whether they may or did. */
export class SecretVote {
  cast: number | null = $state(null);
  mayVote = $state(false);
  hasVoted = $state(false);
  isLost = $state(false);
  isBusy = $state(false);
  readonly #api: Api;
  readonly #address: string;
  readonly #vote: string;

  constructor(api: Api, address: string, vote: string) {
    this.#api = api;
    this.#address = address;
    this.#vote = vote;
  }

  /** Asks again and again until it is stopped. */
  follow(): () => void {
    void this.#look();
    const timer = setInterval(() => void this.#look(), every);
    return () => clearInterval(timer);
  }

  async put(choice: BallotChoice): Promise<boolean> {
    const done = await this.#send('/api/hall/vote/ballot', { choice });
    await this.#look();
    return done;
  }

  close = (): Promise<boolean> => this.#send('/api/hall/vote/close', {});

  async #send(path: string, more: object): Promise<boolean> {
    this.isBusy = true;
    const answer = await this.#api.send('POST', path, { address: this.#address, vote: this.#vote, ...more });
    this.isBusy = false;
    return answer.ok;
  }

  async #look(): Promise<void> {
    const query = new URLSearchParams({ address: this.#address, vote: this.#vote });
    const answer = await this.#api.get<{ cast: number; mayVote: boolean; hasVoted: boolean }>(
      `/api/hall/vote?${query}`,
    );
    if (answer.ok) Object.assign(this, answer.value);
    this.isLost = !answer.ok && answer.error.type === 'Refused' && answer.error.name === 'BoxLost';
  }
}

/** False where the relay did not open it. */
export const openSecretVote = async (
  api: Api,
  address: string,
  vote: { readonly topic: string; readonly question: string; readonly rule: VoteRule },
): Promise<boolean> => (await api.send('POST', '/api/hall/vote', { address, ...vote })).ok;
