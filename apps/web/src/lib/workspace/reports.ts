import { createUuid } from '@lianxi/base';
import { type DeviceReport, mostReports } from '@lianxi/protocol';
import type { Api } from '../session/index.ts';
import { isListWith, type Stored } from './stored.ts';

type WithoutTime<R> = R extends DeviceReport ? Omit<R, 'id' | 'at'> : never;
export type NewReport = WithoutTime<DeviceReport>;

/** What this device remembers at most; beyond, nothing is shown or taken out before it has been told. */
const most = 2_000;
/** Several things done at once travel together (ms). */
const pause = 500;

/**
 * What was done on this device with residents' data, for the audit log (docs/spec/audit.md): ids and words of our own, kept
 * until the relay has them. Windows of one person share the list; what two of them tell is written once.
 */
export class Reports {
  readonly #stored: Stored;
  readonly #api: Api;
  readonly #now: () => number;
  #delivering: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(stored: Stored, api: Api, now: () => number) {
    this.#stored = stored;
    this.#api = api;
    this.#now = now;
  }

  get waiting(): number {
    return this.#list().length;
  }

  /** Keeps the reports, all or none. False: they cannot be kept, and what they tell of must not be done. */
  note(...reports: readonly NewReport[]): boolean {
    const list = this.#list();
    if (list.length + reports.length > most) return false;
    const at = this.#now();
    const fresh = reports.map((report) => ({ ...report, id: createUuid(), at }));
    if (!this.#stored.write('reports', [...list, ...fresh])) return false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.deliver(), pause);
    return true;
  }

  /** Tells the relay what waits; what it does not answer waits for the next time. */
  deliver(): Promise<void> {
    clearTimeout(this.#timer);
    this.#delivering ??= this.#deliverAll().finally(() => {
      this.#delivering = null;
    });
    return this.#delivering;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #deliverAll(): Promise<void> {
    let size = mostReports;
    for (let batch = this.#list().slice(0, size); batch.length > 0; batch = this.#list().slice(0, size)) {
      const answer = await this.#api.send<unknown>('POST', '/api/audit/reports', { reports: batch });
      if (answer.ok) this.#drop(batch);
      else if (answer.error.type !== 'Refused' || answer.error.status !== 400) return;
      // One that the relay cannot read (a newer app wrote it) must not hold up the others.
      else if (batch.length === 1) this.#drop(batch);
      else size = 1;
    }
  }

  #drop(told: readonly DeviceReport[]): void {
    const ids = new Set(told.map(({ id }) => id));
    this.#stored.write(
      'reports',
      this.#list().filter(({ id }) => !ids.has(id)),
    );
  }

  /** Read anew each time: another window may have written it. */
  #list(): readonly DeviceReport[] {
    return this.#stored.read('reports', isReports) ?? [];
  }
}

const isReports = isListWith<DeviceReport>('id');
