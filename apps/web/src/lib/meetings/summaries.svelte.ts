import { isJsonObject } from '@lianxi/base';
import { type HeaderValues, headerOf, projectMinutes, type Tally } from '@lianxi/documents';
import type { DocumentEntry, Workspace } from '#lib/workspace';
import { Readings } from '#lib/workspace/readings.ts';
import type { FollowUp } from './follow-ups.ts';
import { groupOf } from './groups.ts';
import { shortLabel } from './short-label.ts';

type Doc = Parameters<typeof projectMinutes>[0];

/** What the list shows of a meeting. */
export interface MeetingSummary {
  readonly header: HeaderValues;
  readonly topicCount: number;
  readonly tally: Tally;
  /** Those that are still open. */
  readonly resolutions: readonly FollowUp[];
}

/** Kept on the device with its shape's number; another shape is as good as none. */
const keptShape = 2;
interface Kept {
  readonly shape: typeof keptShape;
  readonly summary: MeetingSummary;
}
const isKept = (value: unknown): value is Kept =>
  isJsonObject(value) && value.shape === keptShape && isJsonObject(value.summary);

/**
 * Meetings as the list shows them. What was read is shown until it has been read anew, and kept on the device, so that the next
 * list is complete at once.
 */
export class MeetingSummaries {
  readonly #workspace: Workspace;
  readonly #known = new Map<string, MeetingSummary>();
  readonly #recalled = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #readings: Readings;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#readings = new Readings(workspace, {
      take: (address, doc) => this.#take(address, doc),
      miss: (address) => {
        if (this.#known.has(address)) return;
        this.#missing.add(address);
        this.#readings.changed();
      },
    });
  }

  /** undefined while it is being read; null where there is no copy on this device and none can be fetched. */
  of(entry: DocumentEntry): MeetingSummary | null | undefined {
    this.#readings.ask(entry);
    return this.#knownOf(entry.address) ?? (this.#missing.has(entry.address) ? null : undefined);
  }

  #knownOf(address: string): MeetingSummary | undefined {
    const known = this.#known.get(address);
    if (known || this.#recalled.has(address)) return known;
    this.#recalled.add(address);
    const kept = this.#workspace.stored.readOf(address, isKept)?.summary;
    if (kept) this.#known.set(address, kept);
    return kept;
  }

  #keep(address: string, summary: MeetingSummary): void {
    const isSame = JSON.stringify(this.#known.get(address)) === JSON.stringify(summary);
    if (isSame) return;
    this.#known.set(address, summary);
    const kept: Kept = { shape: keptShape, summary };
    this.#workspace.stored.writeOf(address, kept);
  }

  async #take(address: string, doc: Doc): Promise<void> {
    this.#missing.delete(address);
    const summary = summarise(address, doc);
    const isSigned = summary.header.state === 'signed';
    this.#keep(address, isSigned ? await withoutSettled(this.#workspace, address, summary) : summary);
    this.#readings.changed();
  }
}

/** What became of resolutions after the signature stands beside the minutes. */
const withoutSettled = async (
  workspace: Workspace,
  address: string,
  summary: MeetingSummary,
): Promise<MeetingSummary> => {
  const { openResolutions } = await import('../followups/open-resolutions.ts');
  return { ...summary, resolutions: await openResolutions(workspace, address, summary.resolutions) };
};

const summarise = (address: string, doc: Doc): MeetingSummary => {
  const minutes = projectMinutes(doc);
  const header = headerOf(minutes);
  const summary: MeetingSummary = {
    header,
    topicCount: minutes.topics.get().agenda.length + minutes.topics.get().proposed.length,
    tally: minutes.tally.get(),
    resolutions: minutes.numbered.get().flatMap(({ id, number, parties }) => {
      const { text, lead, assisting, deadline, settled } = minutes.resolutions.values(id);
      if (settled !== null) return [];
      return {
        id,
        address,
        number,
        meeting: shortName(header),
        text: text ?? '',
        lead,
        assisting: assisting ?? [],
        deadline,
        unconfirmed: parties.flatMap(({ unit, hasConfirmed }) => (hasConfirmed ? [] : [unit])),
      };
    }),
  };
  minutes.destroy();
  return summary;
};

/** `联席 3号` of 青禾联席纪要〔2026〕3号; its title where it has no issue. */
const shortName = ({ number, title, type }: HeaderValues): string => {
  const issue = /〔\d{4}〕\s*(\S+)$/.exec(number ?? '')?.[1];
  return issue ? `${shortLabel(groupOf(type))} ${issue}` : (title ?? '');
};

const ofWorkspace = new WeakMap<Workspace, MeetingSummaries>();

export const summariesOf = (workspace: Workspace): MeetingSummaries => {
  const known = ofWorkspace.get(workspace) ?? new MeetingSummaries(workspace);
  ofWorkspace.set(workspace, known);
  return known;
};
