/**
 * Who took it out, when and what for: on the first line, in the header and footer, and in the file's properties. The line
 * also says that the file is ours, so that the reader takes its cells as they stand.
 */
export interface ExportMark {
  /** Name and post. */
  readonly who: string;
  /** As people read it: `2026年11月24日 14:03`. */
  readonly when: string;
  /** In words, with the reference where there is one. */
  readonly purpose: string;
  readonly isMasked: boolean;
}

const sign = '# 联席导出 1';
const states = { masked: '已遮盖', whole: '未遮盖' } as const;

export const markText = ({ who, when, purpose, isMasked }: ExportMark): string =>
  `${sign} ${isMasked ? states.masked : states.whole}；导出人：${who}；时间：${when}；用途：${purpose}`;

/** What the first cell of a file says of it; null where the file is not ours. */
export const readMark = (cell: unknown): { readonly isMasked: boolean } | null => {
  if (typeof cell !== 'string') return null;
  const text = cell.trim();
  if (text.startsWith(`${sign} ${states.masked}`)) return { isMasked: true };
  return text.startsWith(`${sign} ${states.whole}`) ? { isMasked: false } : null;
};
