import { type RegisterProjection, recordId, type Watcher } from '@lianxi/documents';
import { untrack } from 'svelte';

/** How long a change made by somebody else is marked in the table. */
const recent = 30 * 60_000;

export interface Changer {
  readonly member: string;
  readonly time: number;
  /** 1–3: their colour. */
  readonly who: 1 | 2 | 3;
}

/**
 * Who else changed something lately, and how many cells hold two values. Kept up to date from what each transaction touched;
 * the rows are walked through once, when the registers are opened.
 */
export class Attention {
  changers: readonly Changer[] = $state.raw([]);
  clashes: number = $state(0);
  /** Changes before this moment are not marked any more. */
  since: number = $state(Date.now() - recent);
  readonly #me: string;
  readonly #clashesOf = new Map<string, number>();

  constructor(me: string) {
    this.#me = me;
  }

  /**
   * Follows the registers; returns the way to stop. Whoever calls it in an effect depends on the registers alone: taking
   * note reads the marks that it then writes, and an effect that depended on those would run itself again without end.
   */
  follow(registers: readonly RegisterProjection[]): () => void {
    return untrack(() => this.#follow(registers));
  }

  #follow(registers: readonly RegisterProjection[]): () => void {
    this.#clashesOf.clear();
    this.clashes = 0;
    this.changers = [];
    const found = new Map<string, number>();
    for (const register of registers) {
      for (const table of [register.residents, register.households]) {
        for (const id of table.ids()) this.#look(table, id, found);
      }
    }
    this.#note(found);
    const stops = registers.flatMap((register) =>
      [register.residents, register.households].map((table) => {
        const watcher: Watcher = (touched) => {
          const now = new Map<string, number>();
          for (const id of touched.keys()) if (id !== recordId) this.#look(table, id, now);
          this.#note(now);
        };
        return table.watch(watcher);
      }),
    );
    const tick = setInterval(() => {
      this.since = Date.now() - recent;
      this.changers = this.changers.filter(({ time }) => time > this.since);
    }, 60_000);
    return () => {
      clearInterval(tick);
      for (const stop of stops) stop();
    };
  }

  whoOf(member: string): 1 | 2 | 3 | null {
    return this.changers.find((each) => each.member === member)?.who ?? null;
  }

  #look(
    table: RegisterProjection['residents'] | RegisterProjection['households'],
    id: string,
    found: Map<string, number>,
  ) {
    const row = table.row(id);
    if (!row) return;
    const clashes = row.isRemoved ? 0 : row.clashes.length;
    const before = this.#clashesOf.get(id) ?? 0;
    if (clashes !== before) {
      this.#clashesOf.set(id, clashes);
      this.clashes += clashes - before;
    }
    for (const { member, time } of row.changes) {
      if (time <= this.since) break;
      if (member !== this.#me && time > (found.get(member) ?? 0)) found.set(member, time);
    }
  }

  #note(found: ReadonlyMap<string, number>) {
    if (found.size === 0) return;
    const changers = [...this.changers];
    for (const [member, time] of found) {
      const at = changers.findIndex((each) => each.member === member);
      const known = changers[at];
      if (known) changers[at] = { ...known, time: Math.max(time, known.time) };
      else changers.push({ member, time, who: ((changers.length % 3) + 1) as 1 | 2 | 3 });
    }
    this.changers = changers;
  }
}
