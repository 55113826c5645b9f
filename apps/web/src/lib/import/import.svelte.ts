import type { ImportRow } from '@lianxi/documents';
import { limits, type ReadError, type RegisterChoices, type RegisterField } from '@lianxi/exchange';
import type { Workspace } from '#lib/workspace';
import { whoText } from '../exports/words.ts';
import { addDifferences, type Difference, differenceOf, type ImportRecord, noDifference } from './ledger.ts';
import { recall, remember } from './memory.ts';
import type { Outline, PlaceGroup } from './outline.ts';
import { createPace } from './pace.ts';
import { type Reader, startReader } from './reader.ts';
import { openRegister } from './register-port.ts';
import { proposeTargets, type Target } from './targets.ts';
import { Unlocking } from './unlocking.svelte.ts';

export type ImportState =
  | { readonly type: 'choosing' }
  | { readonly type: 'reading'; readonly fileName: string }
  | { readonly type: 'failed'; readonly fileName: string; readonly error: ReadError | { readonly type: 'Unreadable' } }
  | { readonly type: 'matching' }
  | { readonly type: 'comparing' | 'writing' | 'undoing'; readonly done: number; readonly of: number }
  | { readonly type: 'compared'; readonly difference: Difference }
  | { readonly type: 'written'; readonly isWhole: boolean }
  | { readonly type: 'undone' }
  | { readonly type: 'broken'; readonly why: string };

/** The last import of this session by workspace, so that it can still be taken back after leaving the page. */
const records = new WeakMap<Workspace, ImportRecord>();

/** One import, from the file to the registers. Reads in a worker, writes in pieces, and can be stopped at any time. */
export class RegisterImport {
  state: ImportState = $state.raw({ type: 'choosing' });
  outline: Outline | null = $state.raw(null);
  choices: RegisterChoices = $state.raw({});
  /** Where the people of each building go; null where nobody has said so. */
  destinations: ReadonlyMap<string, string | null> = $state.raw(new Map());
  readonly unlocking: Unlocking;
  /** Whether remarks that tell of health, hardship or faith are written too; a person's decision, for this file. */
  keepsDoubtfulNotes = $state(false);
  /** Whether people who were removed before are written anew; on after an import was taken back. */
  bringsBack = $state(false);
  record: ImportRecord | null = $state.raw(null);
  readonly #workspace: Workspace;
  readonly #targets: () => readonly Target[];
  #reader: Reader | null = null;
  #isStopped = false;

  constructor(workspace: Workspace, targets: () => readonly Target[]) {
    this.#workspace = workspace;
    this.#targets = targets;
    this.record = records.get(workspace) ?? null;
    this.unlocking = new Unlocking(
      workspace,
      () => this.outline,
      () => this.#sentTo,
    );
  }

  get reader(): Reader | null {
    return this.#reader;
  }

  get isBusy(): boolean {
    return ['comparing', 'writing', 'undoing', 'reading'].includes(this.state.type);
  }

  get sent(): readonly PlaceGroup[] {
    return (this.outline?.groups ?? []).filter((group) => this.destinations.get(group.key));
  }

  get #sentTo(): readonly string[] {
    return this.sent.map((group) => this.destinations.get(group.key) ?? '');
  }

  async read(file: File): Promise<void> {
    this.end();
    this.outline = null;
    this.unlocking.reset();
    this.keepsDoubtfulNotes = false;
    this.choices = {};
    if (file.size > limits.fileBytes) {
      const error: ReadError = { type: 'FileTooLarge', bytes: file.size, limit: limits.fileBytes };
      this.state = { type: 'failed', fileName: file.name, error };
      return;
    }
    this.state = { type: 'reading', fileName: file.name };
    const reader = startReader();
    this.#reader = reader;
    try {
      const bytes = await file.arrayBuffer();
      if (this.#reader !== reader) return;
      const opened = await reader.ask({ type: 'open', bytes, fileName: file.name, choices: {} });
      if (this.#reader !== reader) return;
      if (!opened.ok) {
        this.state = { type: 'failed', fileName: file.name, error: opened.error };
        return;
      }
      this.#show(opened.value);
      const remembered = await recall(opened.value);
      if (remembered) await this.choose(remembered);
    } catch {
      // Given up, perhaps for another file by now: what became of this one is nobody's concern any more.
      if (this.#reader !== reader) return;
      this.state = { type: 'failed', fileName: file.name, error: { type: 'Unreadable' } };
    }
  }

  /** Reads again with a person's corrections. */
  async choose(choices: RegisterChoices): Promise<void> {
    this.choices = choices;
    if (this.#reader) this.#show(await this.#reader.ask({ type: 'read', choices }));
  }

  async chooseColumn(sheet: string, column: number, field: RegisterField | null): Promise<void> {
    const before = this.choices.sheets?.[sheet];
    await this.chooseSheet(sheet, { columns: { ...before?.columns, [column]: field } });
  }

  async chooseSheet(sheet: string, change: NonNullable<RegisterChoices['sheets']>[string]): Promise<void> {
    const sheets = this.choices.sheets ?? {};
    await this.choose({ ...this.choices, sheets: { ...sheets, [sheet]: { ...sheets[sheet], ...change } } });
  }

  async rememberChoices(): Promise<void> {
    if (this.outline) await remember(this.outline, this.choices);
  }

  send(group: string, address: string | null): void {
    this.destinations = new Map(this.destinations).set(group, address);
    this.#forgetComparison();
    void this.unlocking.survey();
  }

  sendAll(address: string | null): void {
    this.destinations = new Map((this.outline?.groups ?? []).map((group) => [group.key, address]));
    this.#forgetComparison();
    void this.unlocking.survey();
  }

  propose(): void {
    this.destinations = proposeTargets(this.outline?.groups ?? [], this.#targets());
    void this.unlocking.survey();
  }

  unlock(): void {
    if (!this.unlocking.isReady) return;
    this.unlocking.isDone = true;
    this.#forgetComparison();
  }

  bringBack(isOn: boolean): void {
    this.bringsBack = isOn;
    this.#forgetComparison();
  }

  keepDoubtfulNotes(isOn: boolean): void {
    this.keepsDoubtfulNotes = isOn;
    this.#forgetComparison();
  }

  lock(): void {
    this.unlocking.isDone = false;
    this.#forgetComparison();
  }

  /** What would change, register by register. */
  async compare(): Promise<void> {
    let difference = noDifference;
    await this.#each('comparing', async (address, rows, advance) => {
      const port = await openRegister(this.#workspace, address);
      difference = addDifferences(difference, differenceOf(port.plan(rows, this.unlocking.opened, this.bringsBack)));
      port.release();
      await advance(rows.length);
    });
    if (this.state.type === 'comparing') {
      this.state = this.#isStopped ? { type: 'matching' } : { type: 'compared', difference };
    }
  }

  async write(): Promise<void> {
    const registers: ImportRecord['registers'][number][] = [];
    let written = 0;
    const total = this.sent.reduce((sum, group) => sum + group.people, 0);
    const finish = () => {
      const { fileName } = this.outline ?? { fileName: '' };
      this.record = { fileName, time: Date.now(), written, of: total, registers };
      records.set(this.#workspace, this.record);
    };
    await this.#each('writing', async (address, rows, advance) => {
      const port = await openRegister(this.#workspace, address);
      const { reason, ...grounds } = this.unlocking.purpose;
      const statement = { ...grounds, purpose: reason, responsible: whoText(this.#workspace.member) };
      const unlocked = port.unlock(this.unlocking.opened, reason, statement);
      const run = port.begin(port.plan(rows, [], this.bringsBack));
      const pace = createPace(8, 200);
      let seen = 0;
      while (run.done < run.total && !this.#isStopped) {
        const before = run.done;
        const stepped = run.step(pace.size);
        if (!stepped.ok) {
          registers.push({ address, inverse: [...run.inverse(), ...unlocked] });
          throw new Error(stepped.error.type);
        }
        written += run.done - before;
        seen += run.done - before;
        await pace.breathe();
        await advance(run.done - before, true);
      }
      registers.push({ address, inverse: [...run.inverse(), ...unlocked] });
      port.release();
      await advance(rows.length - seen, true);
    });
    finish();
    this.unlocking.forget();
    if (this.state.type === 'writing') this.state = { type: 'written', isWhole: !this.#isStopped };
  }

  /** Takes the whole import back. */
  async undo(): Promise<void> {
    const { record } = this;
    if (!record || this.isBusy) return;
    const of = record.registers.reduce((sum, { inverse }) => sum + inverse.length, 0);
    let done = 0;
    this.state = { type: 'undoing', done, of };
    const pace = createPace(8, 400);
    for (const { address, inverse } of record.registers) {
      const port = await openRegister(this.#workspace, address);
      for (let from = 0; from < inverse.length; ) {
        const piece = inverse.slice(from, from + pace.size);
        const problem = port.takeBack(piece);
        if (problem) {
          port.release();
          this.state = { type: 'broken', why: problem.type };
          return;
        }
        from += piece.length;
        done += piece.length;
        await pace.breathe();
        this.state = { type: 'undoing', done, of };
      }
      port.release();
    }
    records.delete(this.#workspace);
    this.record = null;
    this.bringsBack = true;
    this.unlocking.forget();
    this.state = { type: 'undone' };
  }

  /** Stops after the piece under way. What was written stays, and can be taken back. */
  stop(): void {
    if (this.state.type === 'reading') {
      this.state = { type: 'choosing' };
      this.end();
    } else this.#isStopped = true;
  }

  /** Back to the matching, e.g. after a stop: what was written already is then unchanged. */
  goOn(): void {
    this.state = this.outline ? { type: 'matching' } : { type: 'choosing' };
    void this.unlocking.survey();
  }

  startOver(): void {
    this.end();
    this.outline = null;
    this.state = { type: 'choosing' };
  }

  end(): void {
    this.#reader?.end();
    this.#reader = null;
  }

  #show(outline: Outline): void {
    this.outline = outline;
    const known = this.destinations;
    const proposed = proposeTargets(outline.groups, this.#targets());
    this.destinations = new Map([...proposed].map(([key, address]) => [key, known.get(key) ?? address]));
    this.state = { type: 'matching' };
    void this.unlocking.survey();
  }

  #forgetComparison(): void {
    if (this.state.type === 'compared') this.state = { type: 'matching' };
  }

  /** Goes through the registers that people are sent to, with their rows fetched from the worker. */
  async #each(
    type: 'comparing' | 'writing',
    visit: (
      address: string,
      rows: readonly ImportRow[],
      advance: (people: number, hasBreathed?: boolean) => Promise<void>,
    ) => Promise<void>,
  ): Promise<void> {
    const reader = this.#reader;
    if (!reader || this.isBusy) return;
    this.#isStopped = false;
    const byAddress = Map.groupBy(this.sent, (group) => this.destinations.get(group.key) ?? '');
    const of = this.sent.reduce((sum, group) => sum + group.people, 0);
    let done = 0;
    this.state = { type, done, of };
    // Whether numbers may be read at all hangs on what the registers have open.
    await this.unlocking.survey();
    const pace = createPace(1, 1);
    const advance = async (people: number, hasBreathed = false) => {
      done += people;
      if (!hasBreathed) await pace.breathe();
      if (this.state.type === type) this.state = { type, done, of };
    };
    try {
      for (const [address, groups] of byAddress) {
        if (this.#isStopped) break;
        const keys = groups.map((group) => group.key);
        await visit(
          address,
          await fetchRows(reader, keys, this.unlocking.isOpenIn(address, 'idNumber'), this.keepsDoubtfulNotes),
          advance,
        );
      }
    } catch (cause) {
      this.state = { type: 'broken', why: cause instanceof Error ? cause.message : String(cause) };
    }
  }
}

/** As many as are copied over within a few milliseconds. */
const rowsAtOnce = 250;

const fetchRows = async (
  reader: Reader,
  groups: readonly string[],
  withIdNumber: boolean,
  withDoubtfulNotes: boolean,
): Promise<readonly ImportRow[]> => {
  const rows: ImportRow[] = [];
  for (let total = 1; rows.length < total; ) {
    const answer = await reader.ask({
      type: 'rows',
      groups,
      from: rows.length,
      count: rowsAtOnce,
      withIdNumber,
      withDoubtfulNotes,
    });
    rows.push(...answer.rows);
    total = answer.total;
    if (answer.rows.length === 0) break;
  }
  return rows;
};
