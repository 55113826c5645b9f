import { isJsonObject } from '@lianxi/base';
import { type Followup, readFollowup } from '@lianxi/documents';
import type { DocumentEntry, Workspace } from '#lib/workspace';
import { Readings } from '#lib/workspace/readings.ts';
import type { Item } from './item.ts';

type Doc = Parameters<typeof readFollowup>[0];

/** Kept on the device with its shape's number; another shape is as good as none. */
const keptShape = 2;
interface Kept {
  readonly shape: typeof keptShape;
  readonly followup: Followup;
}
const isKept = (value: unknown): value is Kept =>
  isJsonObject(value) && value.shape === keptShape && isJsonObject(value.followup);

/**
 * Every follow-up that this person may open. What was read is kept on the device, so that the page is complete without a network.
 */
export class Followups {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, Followup>();
  readonly #readings: Readings;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#readings = new Readings(workspace, { take: (address, doc) => this.take(address, doc) });
  }

  /** undefined while it has not been read. */
  of(entry: DocumentEntry): Followup | undefined {
    this.#readings.ask(entry);
    const { address } = entry;
    const known = this.#known.get(address) ?? this.#workspace.stored.readOf(address, isKept)?.followup;
    if (known) this.#known.set(address, known);
    return known;
  }

  get #entries(): readonly DocumentEntry[] {
    return this.#workspace.documents.filter(({ kind }) => kind === 'followup');
  }

  /** Whether some of them have not been read yet. */
  get isReading(): boolean {
    return this.#entries.some((entry) => this.of(entry) === undefined);
  }

  /** The items of all that have been read. */
  get items(): readonly Item[] {
    return this.#entries.flatMap((entry) => {
      const followup = this.of(entry);
      const meeting = followup?.signed.title ?? entry.title;
      const issue = followup?.signed.number ?? meeting;
      return (followup?.items ?? []).map((item) => ({ ...item, address: entry.address, meeting, issue }));
    });
  }

  /** What stands in a document that somebody holds open. */
  take(address: string, doc: Doc): void {
    const followup = readFollowup(doc);
    if (JSON.stringify(this.#known.get(address)) === JSON.stringify(followup)) return;
    this.#known.set(address, followup);
    this.#workspace.stored.writeOf(address, { shape: keptShape, followup } satisfies Kept);
    this.#readings.changed();
  }
}

const ofWorkspace = new WeakMap<Workspace, Followups>();

export const followupsOf = (workspace: Workspace): Followups => {
  const known = ofWorkspace.get(workspace) ?? new Followups(workspace);
  ofWorkspace.set(workspace, known);
  return known;
};
