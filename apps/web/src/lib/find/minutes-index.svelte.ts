import { headerOf, type MinutesPlace, passagesOf, projectMinutes } from '@lianxi/documents';
import { TextIndex } from '@lianxi/documents/search';
import type { DocumentEntry, Workspace } from '#lib/workspace';

export interface FoundPassage {
  readonly place: MinutesPlace;
  readonly text: string;
  /** Of the topic in which it stands; empty for the meeting's head. */
  readonly topic: string;
}

export interface FoundMeeting {
  readonly entry: DocumentEntry;
  readonly title: string;
  /** `YYYY-MM-DDTHH:mm`, or empty. */
  readonly start: string;
  readonly passages: readonly FoundPassage[];
}

interface Head {
  readonly title: string;
  readonly start: string;
}

/**
 * The text of all meetings on this device that the person may read, to be searched. Read when somebody begins to search, one
 * document after another while nothing else is to do, and kept in memory alone. What has left the list is found no more at once.
 */
export class MinutesIndex {
  isReading = $state(false);
  /** Meetings of the list that have no copy on this device. */
  absent = $state(0);
  /** Rises with each one that was read. */
  #version = $state(0);
  #isAsked = false;
  readonly #workspace: Workspace;
  readonly #index = new TextIndex<MinutesPlace>();
  readonly #heads = new Map<string, Head>();
  /** In which state each was read. */
  readonly #tickets = new Map<string, string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get size(): number {
    void this.#version;
    return this.#index.size;
  }

  /** Reads what is new since the last time. */
  async refresh(): Promise<void> {
    // What changes meanwhile is read afterwards.
    this.#isAsked = true;
    if (this.isReading) return;
    this.isReading = true;
    for (; this.#isAsked; await this.#readNew()) this.#isAsked = false;
    this.isReading = false;
  }

  async #readNew(): Promise<void> {
    const entries = this.#entries();
    const listed = new Set<string>(entries.map(({ address }) => address));
    for (const address of [...this.#index.keys].filter((each) => !listed.has(each))) this.#forget(address);
    const made = new Map(this.#workspace.receipt.documents.map((each) => [each.address, each.made]));
    let absent = 0;
    for (const { address, updatedAt } of entries) {
      const ticket = `${updatedAt} ${made.get(address) ?? 0}`;
      if (this.#tickets.get(address) === ticket) continue;
      await idle();
      if (await this.#read(address)) this.#tickets.set(address, ticket);
      else absent += 1;
    }
    this.absent = absent;
  }

  /** The latest meetings first. */
  find(query: string): readonly FoundMeeting[] {
    void this.#version;
    const entries = new Map<string, DocumentEntry>(this.#entries().map((entry) => [entry.address, entry]));
    return this.#index
      .find(query)
      .flatMap(({ key, passages }): readonly FoundMeeting[] => {
        const entry = entries.get(key);
        const head = this.#heads.get(key);
        if (!entry || !head) return [];
        const titles = new Map<string, string>();
        for (const { place, text } of this.#index.passages(key))
          if (place.type === 'topic') titles.set(place.topic, text);
        const topicOf = (place: MinutesPlace) => (place.type === 'header' ? '' : (titles.get(place.topic) ?? ''));
        return [
          { entry, ...head, passages: passages.map(({ place, text }) => ({ place, text, topic: topicOf(place) })) },
        ];
      })
      .sort((one, other) => dayOf(other).localeCompare(dayOf(one)));
  }

  #entries(): readonly DocumentEntry[] {
    return this.#workspace.documents.filter(
      ({ kind, address, rights }) => kind === 'minutes' && rights !== 'none' && !this.#workspace.isShut(address),
    );
  }

  async #read(address: string): Promise<boolean> {
    const document = this.#workspace.open(address, true);
    await document.whenLoaded;
    const { hasCopy } = document.state;
    if (hasCopy) {
      const minutes = projectMinutes(document.doc);
      const { title, start } = headerOf(minutes);
      this.#heads.set(address, { title: title ?? '', start: start ?? '' });
      this.#index.put(address, passagesOf(document.doc, minutes));
      minutes.destroy();
      this.#version += 1;
    } else this.#forget(address);
    document.release();
    return hasCopy;
  }

  #forget(address: string): void {
    this.#index.remove(address);
    this.#heads.delete(address);
    this.#tickets.delete(address);
    this.#version += 1;
  }
}

const dayOf = ({ start, entry }: FoundMeeting): string => start || new Date(entry.createdAt).toISOString();

/** Until the browser has nothing else to do; soon in any case. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 100 });
    else setTimeout(resolve);
  });

const ofWorkspace = new WeakMap<Workspace, MinutesIndex>();

export const minutesIndexOf = (workspace: Workspace): MinutesIndex => {
  const known = ofWorkspace.get(workspace) ?? new MinutesIndex(workspace);
  ofWorkspace.set(workspace, known);
  return known;
};
