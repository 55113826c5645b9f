import { fieldsFor, type ListField, listFields, listMinimum } from '@lianxi/documents';
import type { ExportMark, ExportTable } from '@lianxi/exchange';
import { type ExportPurpose, exportPurposes, mayUnmask } from '@lianxi/protocol';
import { SvelteSet } from 'svelte/reactivity';
import type { NewReport, Workspace } from '#lib/workspace';
import { countRows, gather, type Source } from './gather.ts';
import { parseReference } from './reference.ts';
import { markOf } from './words.ts';
import { type ListFormat, mediaTypes, saveFile, startWriting, type Writing } from './writer.ts';

export type Outlet = ListFormat | 'print';

/** A list on paper: what stands on it, and what is told of it when it is printed. */
export interface PrintJob {
  readonly table: ExportTable;
  readonly mark: ExportMark;
  readonly reports: readonly NewReport[];
}

/** More than this is no list to be read on paper, and too much for a page. */
export const mostPrinted = 2_000;

/** What somebody is about to take out: from which registers, which columns, masked or what for, and into what. */
export class ExportDraft {
  readonly title: string;
  readonly sources: readonly Source[];
  readonly chosen: SvelteSet<string>;
  readonly fields = new SvelteSet<ListField>([...listMinimum, 'relation', 'residence', 'phones']);
  isMasked = $state(true);
  purpose: ExportPurpose | '' = $state('work');
  reference = $state('');
  outlet: Outlet = $state('xlsx');
  /** Rows drawn up so far; null while nothing is being done. */
  done: number | null = $state(null);
  isWriting = $state(false);
  hasFailed = $state(false);
  readonly #workspace: Workspace;
  #isStopped = false;
  #writing: Writing | null = null;

  readonly parts = $derived.by(() => this.sources.filter(({ address }) => this.chosen.has(address)));
  readonly rows = $derived.by(() => this.parts.reduce((sum, { doors }) => sum + countRows(doors), 0));
  /** Columns that may go of at least one of the chosen registers. */
  readonly allowed: readonly ListField[] = $derived.by(() => {
    const open = new Set(this.parts.flatMap(({ register }) => fieldsFor(register, this.isMasked)));
    return listFields.filter((field) => open.has(field));
  });
  readonly columns = $derived.by(() =>
    this.allowed.filter((field) => listMinimum.includes(field) || this.fields.has(field)),
  );
  readonly purposes = $derived(exportPurposes.filter((each) => this.isMasked || mayUnmask(each)));
  readonly parsed = $derived(parseReference(this.reference));
  readonly isReferenceOdd = $derived(this.reference.trim() !== '' && this.parsed === null);
  readonly isTooLong = $derived(this.outlet === 'print' && this.rows > mostPrinted);
  readonly isReady = $derived(this.rows > 0 && this.purpose !== '' && !this.isReferenceOdd && !this.isTooLong);

  constructor(workspace: Workspace, title: string, sources: readonly Source[]) {
    this.#workspace = workspace;
    this.title = title;
    this.sources = sources;
    this.chosen = new SvelteSet(sources.map(({ address }) => address));
  }

  mask(isMasked: boolean): void {
    this.isMasked = isMasked;
    if (!isMasked && this.purpose !== '' && !mayUnmask(this.purpose)) this.purpose = '';
    else if (isMasked && this.purpose === '') this.purpose = 'work';
  }

  toggle(field: ListField): void {
    if (!this.fields.delete(field)) this.fields.add(field);
  }

  toggleSource(address: string): void {
    if (!this.chosen.delete(address)) this.chosen.add(address);
  }

  stop = (): void => {
    this.#isStopped = true;
    this.#writing?.end();
  };

  /** Draws the list up and hands it on; `print` gets what is to be printed. True when it has left. */
  async run(print: (job: PrintJob) => void): Promise<boolean> {
    const { purpose, columns, isMasked, outlet, parts } = this;
    if (purpose === '' || !this.isReady || this.done !== null) return false;
    this.#isStopped = false;
    this.hasFailed = false;
    this.done = 0;
    const now = new Date();
    try {
      const gathered = await gather(
        parts,
        columns,
        isMasked,
        () => this.#isStopped,
        (rows) => (this.done = rows),
      );
      if (!gathered) return false;
      const table = { title: this.title, fields: columns, rows: gathered.rows };
      const mark = markOf(this.#workspace.member, purpose, this.parsed?.text ?? null, isMasked, now);
      const handed = (address: string, rows: number) => ({
        address,
        columns,
        rows,
        isMasked,
        purpose,
        reference: this.parsed?.key ?? null,
      });
      const counted = [...gathered.rowsByAddress];
      if (outlet === 'print') {
        print({
          table,
          mark,
          reports: counted.map(([address, rows]) => ({ ...handed(address, rows), type: 'printed' })),
        });
        return true;
      }
      this.isWriting = true;
      this.#writing = startWriting({ table, mark, format: outlet, time: now.getTime() });
      const bytes = await this.#writing.bytes;
      if (this.#isStopped) return false;
      // First it is written down that it leaves, then it leaves.
      const isTold = this.#workspace.reports.note(
        ...counted.map(([address, rows]) => ({ ...handed(address, rows), type: 'exported' as const, format: outlet })),
      );
      if (!isTold) throw new Error('the report cannot be kept');
      saveFile(bytes, fileName(this.title, isMasked, now, outlet), mediaTypes[outlet]);
      return true;
    } catch {
      this.hasFailed = !this.#isStopped;
      return false;
    } finally {
      this.#writing = null;
      this.isWriting = false;
      this.done = null;
    }
  }
}

/** Signs that no file system takes become blanks. */
const fileName = (title: string, isMasked: boolean, now: Date, format: ListFormat): string => {
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((each) => String(each).padStart(2, '0'))
    .join('');
  return `${title.replace(/[\\/:*?"<>|]/g, ' ').trim()} 居民台账${isMasked ? '（遮盖）' : ''} ${day}.${format}`;
};
