import type {
  OfficialMinutes,
  OfficialParagraph,
  OfficialPicture,
  OfficialTable,
  Roll,
} from '@lianxi/exchange/official';

/** What pages are filled with, from the top: each is measured and placed by itself. */
export type Piece =
  | { readonly type: 'head' }
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'gap'; readonly lines: number }
  | { readonly type: 'paragraph'; readonly paragraph: OfficialParagraph }
  | { readonly type: 'picture'; readonly picture: OfficialPicture }
  | { readonly type: 'roll'; readonly roll: Roll }
  /** Rows that cells reach across; a table breaks between such groups. */
  | { readonly type: 'rows'; readonly columns: number; readonly rows: OfficialTable['rows'] };

export const piecesOf = ({ title, body, rolls }: OfficialMinutes): readonly Piece[] => [
  { type: 'head' },
  { type: 'gap', lines: 2 },
  ...(title === '' ? [] : [{ type: 'title', text: title } as const, { type: 'gap', lines: 1 } as const]),
  ...body.flatMap((part, index): readonly Piece[] => {
    if (part.type !== 'table') return [pieceOf(part)];
    const isSecond = body[index - 1]?.type === 'table';
    return [...(isSecond ? [{ type: 'gap', lines: 1 } as const] : []), ...groupsOf(part)];
  }),
  ...(rolls.length === 0 ? [] : [{ type: 'gap', lines: 1 } as const]),
  ...rolls.map((roll) => ({ type: 'roll', roll }) as const),
];

/** What is set by itself, in a table or outside. */
export const pieceOf = (part: OfficialParagraph | OfficialPicture): Piece =>
  part.type === 'paragraph' ? { type: 'paragraph', paragraph: part } : { type: 'picture', picture: part };

const groupsOf = ({ columns, rows }: OfficialTable): readonly Piece[] => {
  const groups: OfficialTable['rows'][] = [];
  let end = 0;
  let begin = 0;
  for (const [index, cells] of rows.entries()) {
    end = Math.max(end, index + 1, ...cells.map((cell) => index + cell.rows));
    if (end > index + 1) continue;
    groups.push(rows.slice(begin, end));
    begin = end;
  }
  return groups.map((group) => ({ type: 'rows', columns, rows: group }));
};

interface Stretch {
  readonly text: string;
}

/** The characters from `from` up to `to` (in code units) of a text in several runs. */
export const sliceRuns = <R extends Stretch>(runs: readonly R[], from: number, to: number): readonly R[] => {
  let at = 0;
  return runs.flatMap((run) => {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += run.text.length;
    return text === '' ? [] : [{ ...run, text }];
  });
};
