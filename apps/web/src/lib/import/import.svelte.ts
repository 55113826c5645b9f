import { type ImportRow, type KeptOfImport, nothingKept } from '@lianxi/documents';
import { limits, type ReadError, type RegisterChoices, type RegisterField } from '@lianxi/exchange';
import type { Workspace } from '#lib/workspace';
import { whoText } from '../exports/words.ts';
import { addDifferences, type Difference, differenceOf, noDifference } from './ledger.ts';
import { recall, remember } from './memory.ts';
import type { Outline, PlaceGroup } from './outline.ts';
import { createPace } from './pace.ts';
import { type Reader, startReader } from './reader.ts';
import { openRegister, type RegisterPort } from './register-port.ts';
import { proposeTargets, type Target } from './targets.ts';
import { Unlocking } from './unlocking.svelte.ts';
import {
  beginWayBack,
  dropPiece,
  dropWayBack,
  holding,
  listWaysBack,
  type RecentImport,
  readPiece,
} from './way-back.ts';

export type ImportState =
  | { readonly type: 'choosing' }
  | { readonly type: 'reading'; readonly fileName: string }
  | { readonly type: 'failed'; readonly fileName: string; readonly error: ReadError | { readonly type: 'Unreadable' } }
  | { readonly type: 'matching' }
  | { readonly type: 'comparing' | 'writing' | 'undoing'; readonly done: number; readonly of: number }
  | { readonly type: 'compared'; readonly difference: Difference }
  | { readonly type: 'written'; readonly isWhole: boolean; readonly written: number; readonly of: number }
  | { readonly type: 'undone'; readonly outcome: Undoing }
  | { readonly type: 'broken'; readonly why: string }
  /** Taking back came to a halt; what is left of the way back is still there. */
  | { readonly type: 'stuck'; readonly why: string };

/** What came of taking an import back. */
export interface Undoing {
  /** What somebody has gone on with, and stays. */
  readonly kept: KeptOfImport;
  /** Registers that had been begun for it and are gone again. */
  readonly removed: number;
  /** Registers that had been begun for it, are empty again and stay, because the relay cannot be asked or will not. */
  readonly left: number;
  /** Pieces whose way back could not be read. */
  readonly lost: number;
}

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
  /** What can still be taken back, the newest first. */
  recent: readonly RecentImport[] = $state.raw([]);
  /** The one that this page wrote last. */
  last: string | null = $state(null);
  /** Registers that were begun here, for the file that is to be written. */
  readonly #begun = new Set<string>();
  readonly #workspace: Workspace;
  readonly #targets: () => readonly Target[];
  #reader: Reader | null = null;
  #isStopped = false;
  #isStarting = false;

  constructor(workspace: Workspace, targets: () => readonly Target[]) {
    this.#workspace = workspace;
    this.#targets = targets;
    this.unlocking = new Unlocking(
      workspace,
      () => this.outline,
      () => this.#sentTo,
    );
    void this.#lookBack();
  }

  get reader(): Reader | null {
    return this.#reader;
  }

  get isBusy(): boolean {
    return this.#isStarting || ['comparing', 'writing', 'undoing', 'reading'].includes(this.state.type);
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

  /** Reads again with a person's corrections. What is being compared or written is what was chosen before. */
  async choose(choices: RegisterChoices): Promise<void> {
    if (this.isBusy && this.state.type !== 'reading') return;
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
    if (this.isBusy) return;
    this.destinations = new Map(this.destinations).set(group, address);
    this.#forgetComparison();
    void this.unlocking.survey();
  }

  sendAll(address: string | null): void {
    if (this.isBusy) return;
    this.destinations = new Map((this.outline?.groups ?? []).map((group) => [group.key, address]));
    this.#forgetComparison();
    void this.unlocking.survey();
  }

  propose(): void {
    this.destinations = proposeTargets(this.outline?.groups ?? [], this.#targets());
    void this.unlocking.survey();
  }

  unlock(): void {
    if (this.isBusy || !this.unlocking.isReady) return;
    this.unlocking.isDone = true;
    this.#forgetComparison();
  }

  bringBack(isOn: boolean): void {
    if (this.isBusy) return;
    this.bringsBack = isOn;
    this.#forgetComparison();
  }

  keepDoubtfulNotes(isOn: boolean): void {
    if (this.isBusy) return;
    this.keepsDoubtfulNotes = isOn;
    this.#forgetComparison();
  }

  lock(): void {
    if (this.isBusy) return;
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

  /** The way back of each piece is on the disk as soon as the piece is. */
  async write(): Promise<void> {
    if (!this.#reader || this.isBusy) return;
    const of = this.sent.reduce((sum, group) => sum + group.people, 0);
    const sent = new Set(this.sent.map((group) => this.destinations.get(group.key)));
    const begun = [...this.#begun].filter((address) => sent.has(address));
    this.#isStarting = true;
    const wayBack = await beginWayBack(this.#workspace, { fileName: this.outline?.fileName ?? '', of, begun });
    this.#isStarting = false;
    let written = 0;
    const write = async () => {
      await this.#each('writing', async (address, rows, advance) => {
        const port = await openRegister(this.#workspace, address);
        try {
          const { reason, ...grounds } = this.unlocking.purpose;
          const statement = { ...grounds, purpose: reason, responsible: whoText(this.#workspace.member) };
          await wayBack.keep(address, port.unlock(this.unlocking.opened, reason, statement));
          const run = port.begin(port.plan(rows, [], this.bringsBack));
          const pace = createPace(8, 200);
          let seen = 0;
          while (run.done < run.total && !this.#isStopped) {
            port.check();
            const before = run.done;
            const stepped = run.step(pace.size);
            if (!stepped.ok) throw new Error(stepped.error.type);
            written += run.done - before;
            seen += run.done - before;
            const kept = wayBack.keep(address, stepped.value);
            await pace.breathe();
            await kept;
            await advance(run.done - before, true);
          }
          await advance(rows.length - seen, true);
        } finally {
          port.release();
        }
      });
      await wayBack.finish(written);
    };
    await holding(this.#workspace, wayBack.id, write);
    for (const address of begun) this.#begun.delete(address);
    this.last = wayBack.id;
    await this.#lookBack();
    this.unlocking.forget();
    if (this.state.type === 'writing') this.state = { type: 'written', isWhole: !this.#isStopped, written, of };
  }

  /** Registers were begun for the file that is to be written, by building: they are taken back with its import. */
  takeBegun(made: ReadonlyMap<string, string>): void {
    for (const [group, address] of made) {
      this.#begun.add(address);
      this.send(group, address);
    }
  }

  /** Takes them away again, as far as nobody has been written into them; says how many. */
  async takeBackBegun(made: ReadonlyMap<string, string>): Promise<number> {
    let count = 0;
    if (this.isBusy) return count;
    for (const [group, address] of made) {
      const port = await openRegister(this.#workspace, address).catch(() => null);
      const isBare = port?.isBare ?? false;
      port?.release();
      if (!isBare || (await this.#workspace.takeAway(address)) !== 'done') continue;
      this.#begun.delete(address);
      if (this.destinations.get(group) === address) this.send(group, null);
      count++;
    }
    return count;
  }

  /**
   * Takes a whole import back, the latest piece first; what somebody has gone on with stays. What cannot be written to just now
   * is left for later.
   */
  async undo(id: string): Promise<void> {
    if (this.isBusy) return;
    this.state = { type: 'undoing', done: 0, of: 1 };
    const next = await holding(this.#workspace, id, async () => {
      // Not before this window alone is at it: another may just have finished.
      const found = (await listWaysBack(this.#workspace)).find((each) => each.id === id);
      return found ? this.#takeBack(found) : ({ type: 'stuck', why: 'undone' } as const);
    });
    await this.#lookBack();
    this.state = next ?? { type: 'stuck', why: 'other-window' };
  }

  async #takeBack(found: RecentImport): Promise<ImportState> {
    const workspace = this.#workspace;
    const pieces = found.pieces.toReversed();
    let { people, cells } = nothingKept;
    let [done, lost, removed, left] = [0, 0, 0, 0];
    let why: string | null = null;
    const bare = new Set<string>();
    const pace = createPace(1, 1);
    for (const [address, ofRegister] of Map.groupBy(pieces, (piece) => piece.address)) {
      let port: RegisterPort | null = null;
      try {
        port = await openRegister(workspace, address);
        for (const key of ofRegister) {
          port.check();
          const piece = await readPiece(workspace, key);
          if (piece) {
            const taken = port.takeBack(piece.changes);
            if (!taken.ok) throw new Error(taken.error.type);
            people += taken.value.people;
            cells += taken.value.cells;
          } else lost++;
          await dropPiece(workspace, key);
          await pace.breathe();
          this.state = { type: 'undoing', done: ++done, of: pieces.length };
        }
        if (port.isBare) bare.add(address);
      } catch (cause) {
        why = cause instanceof Error ? cause.message : String(cause);
      } finally {
        port?.release();
      }
    }
    for (const address of found.begun.filter((each) => bare.has(each))) {
      if ((await workspace.takeAway(address)) === 'done') removed++;
      else left++;
    }
    if (why !== null) return { type: 'stuck', why };
    await dropWayBack(workspace, found.id);
    this.bringsBack = true;
    this.unlocking.forget();
    return { type: 'undone', outcome: { kept: { people, cells }, removed, left, lost } };
  }

  async #lookBack(): Promise<void> {
    this.recent = await listWaysBack(this.#workspace);
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
