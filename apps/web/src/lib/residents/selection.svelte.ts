import type { TableRow } from './rows.ts';

export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

interface Corner {
  readonly key: string;
  readonly column: number;
}

/**
 * Where the keyboard stands in the table, and the range that Shift has drawn. It stands on a row, not on a line number: when
 * somebody else adds a door above, it stays with the person it was on.
 */
export class Selection {
  #focus: Corner | null = $state.raw(null);
  #anchor: Corner | null = $state.raw(null);
  #lastRow = 0;
  readonly #rows: () => readonly TableRow[];
  readonly #columnCount: () => number;
  readonly #index = $derived.by(() => new Map(this.#rows().map(({ key }, index) => [key, index])));

  constructor(rows: () => readonly TableRow[], columnCount: () => number) {
    this.#rows = rows;
    this.#columnCount = columnCount;
  }

  readonly row: number = $derived.by(() => this.#rowOf(this.#focus));
  readonly column: number = $derived.by(() => Math.min(this.#focus?.column ?? 0, this.#columnCount() - 1));
  readonly has: boolean = $derived.by(() => this.#focus !== null && this.#rows().length > 0);
  readonly range: Range = $derived.by(() => {
    const from = this.#anchor ?? this.#focus;
    const row = this.#rowOf(from);
    const column = Math.min(from?.column ?? 0, this.#columnCount() - 1);
    return {
      top: Math.min(row, this.row),
      left: Math.min(column, this.column),
      bottom: Math.max(row, this.row),
      right: Math.max(column, this.column),
    };
  });

  moveTo(row: number, column: number, isExtending = false): void {
    const rows = this.#rows();
    const at = rows[Math.max(0, Math.min(rows.length - 1, row))];
    if (!at) return;
    const corner = { key: at.key, column: Math.max(0, Math.min(this.#columnCount() - 1, column)) };
    if (!isExtending) this.#anchor = null;
    else this.#anchor ??= this.#focus ?? corner;
    this.#focus = corner;
    this.#lastRow = this.#index.get(at.key) ?? 0;
  }

  move(rows: number, columns: number, isExtending = false): void {
    if (!this.has) this.moveTo(0, 0);
    else this.moveTo(this.row + rows, this.column + columns, isExtending);
  }

  /** To the next cell as Tab does: over the end of a line into the next one. */
  step(by: 1 | -1): void {
    const count = this.#columnCount();
    const at = this.row * count + this.column + by;
    if (at < 0 || at >= this.#rows().length * count) return;
    this.moveTo(Math.floor(at / count), at % count);
  }

  selectAll(): void {
    const rows = this.#rows();
    const [first] = rows;
    const last = rows.at(-1);
    if (!first || !last) return;
    this.#anchor = { key: first.key, column: 0 };
    this.#focus = { key: last.key, column: this.#columnCount() - 1 };
  }

  clear(): void {
    this.#focus = null;
    this.#anchor = null;
  }

  #rowOf(corner: Corner | null): number {
    if (!corner) return 0;
    return this.#index.get(corner.key) ?? Math.max(0, Math.min(this.#lastRow, this.#rows().length - 1));
  }
}
