import { parseAddress } from '@lianxi/access';
import { type EarlierMeeting, type HeaderValues, readOpenItems } from '@lianxi/documents';
import type { DocumentEntry, Workspace } from '#lib/workspace';
import { openResolutions } from '../followups/open-resolutions.ts';
import { summariesOf } from '../meetings/summaries.svelte.ts';

/** How many documents are read at once. */
const readAtOnce = 4;

/**
 * The earlier meetings of a type at one place, for the draft agenda of the next one: read from this device, and anew when one
 * has changed. Nothing stays open for it.
 */
export class EarlierMeetings {
  readonly #workspace: Workspace;
  readonly #read = new Map<string, { readonly updatedAt: number; readonly meeting: EarlierMeeting }>();
  /** In no order; grows while they are being read. */
  list: readonly EarlierMeeting[] = $state.raw([]);
  isReading = $state(false);

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Which meetings come before this one. Reactive: summaries arrive one by one. */
  before(address: string, { type, start }: Pick<HeaderValues, 'type' | 'start'>): readonly DocumentEntry[] {
    const summaries = summariesOf(this.#workspace);
    const scope = scopeOf(address);
    return this.#workspace.documents.filter((entry) => {
      if (entry.kind !== 'minutes' || entry.address === address || scopeOf(entry.address) !== scope) return false;
      const header = summaries.of(entry)?.header;
      if (!header || header.type !== type || header.start === null) return false;
      return start === null || header.start < start;
    });
  }

  async read(entries: readonly DocumentEntry[]): Promise<void> {
    const stale = entries.filter(({ address, updatedAt }) => this.#read.get(address)?.updatedAt !== updatedAt);
    this.isReading = stale.length > 0;
    const queue = [...stale];
    const work = async () => {
      for (let entry = queue.shift(); entry; entry = queue.shift()) await this.#readOne(entry);
    };
    await Promise.all(Array.from({ length: readAtOnce }, work));
    const wanted = new Set<string>(entries.map(({ address }) => address));
    this.list = [...this.#read].flatMap(([address, { meeting }]) => (wanted.has(address) ? [meeting] : []));
    this.isReading = false;
  }

  async #readOne({ address, updatedAt }: DocumentEntry): Promise<void> {
    const document = this.#workspace.open(address);
    try {
      await document.whenLoaded;
      if (!document.state.hasCopy) return;
      const { open, carried } = readOpenItems(document.doc, address);
      // What became of a signed meeting's resolutions stands in its follow-up.
      const items = open.map((item) => ({ ...item, id: item.item }));
      const left = await openResolutions(this.#workspace, address, items);
      this.#read.set(address, { updatedAt, meeting: { open: left, carried } });
    } finally {
      document.release();
    }
  }
}

const scopeOf = (address: string): string => {
  const parsed = parseAddress(address);
  return parsed.ok ? parsed.value.scope : '';
};
