/** The figures of GB/T 9704-2012 that both renderings keep to. Lengths in points unless they say otherwise; 1 mm is 72/25.4 pt. */
export const millimetre = 72 / 25.4;

export const form = {
  /** Millimetres. */
  page: { width: 210, height: 297 },
  margin: { top: 37, right: 26, bottom: 35, left: 28 },
  text: { width: 156, height: 225 },
  lines: 22,
  characters: 28,
  linePitch: 28.95,
  characterPitch: 15.79,
  /** Left and right of what stands in a table's cell. */
  cellPadding: 5,
  /** 三号, 二号, 四号. */
  body: 16,
  title: 22,
  small: 14,
  /** The masthead's upper edge below that of the text block (mm), and the lines that all above the red rule takes. */
  mastheadTop: 35,
  headLines: 6,
  /** 版记: outer and inner rules (mm), and the pitch of its lines. */
  rule: { outer: 0.35, inner: 0.25, head: 0.7 },
  colophonPitch: 24,
  /** The dash of the page number below the text block (mm). */
  numberBelow: 7,
} as const;

/** The masthead as large as fits one line, and above 22 pt never more than the form leaves room for. */
export const mastheadSize = (masthead: string): number => {
  const count = Math.max(1, [...masthead].length);
  return [42, 36, 32, 26].find((size) => size * count <= form.text.width * millimetre) ?? form.title;
};
