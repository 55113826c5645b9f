import { err } from '@lianxi/base';

/**
 * How a command ends. What it says on success goes to standard output and nothing else does, so that a script can use it;
 * why it did not, to standard error, one line in both languages.
 */
export interface CliFailure {
  /** 1: it could not be done. 2: it was called wrongly. */
  readonly exit: 1 | 2;
  readonly line: string;
}

export const failed = (chinese: string, english: string) =>
  err({ exit: 1, line: `✗ ${chinese} ${english}` } as CliFailure);
export const misused = (chinese: string, english: string) =>
  err({ exit: 2, line: `✗ ${chinese} ${english}` } as CliFailure);

export const toJson = (value: unknown): string => JSON.stringify(value, null, 2);

/** Columns as wide as their widest cell; a Chinese character takes two places. */
export const toTable = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const widthOf = (text: string): number =>
  [...text].reduce(
    (width, character) => width + (/[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹯＀-｠￠-￦]|[\u{20000}-\u{3ffff}]/u.test(character) ? 2 : 1),
    0,
  );
