/** What the form asks for by name. No package ships these fonts: where one is missing, `instead` is what the reader falls back on. */
export type Face = 'title' | 'body' | 'section' | 'topic' | 'number';

interface FaceNames {
  readonly name: string;
  readonly instead: string;
  /** PANOSE-1, by which a word processor looks for something alike. */
  readonly panose: string;
  readonly family: 'roman' | 'modern' | 'script' | 'auto';
}

export const faces: Readonly<Record<Face, FaceNames>> = {
  title: { name: '方正小标宋简体', instead: '华文中宋', panose: '02010601030101010101', family: 'roman' },
  body: { name: '仿宋_GB2312', instead: '仿宋', panose: '02010609030101010101', family: 'modern' },
  section: { name: '楷体_GB2312', instead: '楷体', panose: '02010609030101010101', family: 'modern' },
  topic: { name: '黑体', instead: '微软雅黑', panose: '02010609060101010101', family: 'modern' },
  number: { name: '宋体', instead: 'SimSun', panose: '02010600030101010101', family: 'auto' },
};

/** Characters that the form's fonts lack stand in these, or they would be boxes: of the basic plane, and beyond it. */
export const wideFace = '宋体';
export const astralFace = 'SimSun-ExtB';

export interface CoveredText {
  readonly text: string;
  /** Null: the form's own font has it. */
  readonly face: string | null;
}

/** A text in pieces of one font each. No character is torn, and what modifies one (a variant's selector) stays with it. */
export const splitByCoverage = (text: string): readonly CoveredText[] => {
  const pieces: { text: string; face: string | null }[] = [];
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)) {
    const face = faceOf(segment.codePointAt(0) ?? 0);
    const last = pieces.at(-1);
    if (last && last.face === face) last.text += segment;
    else pieces.push({ text: segment, face });
  }
  return pieces;
};

const faceOf = (code: number): string | null => {
  if (code > 0xffff) return astralFace;
  return code < 0x80 || gbk().has(code) ? null : wideFace;
};

let known: ReadonlySet<number> | undefined;
/** Every code point that GBK encodes, read off the platform's own table. */
const gbk = (): ReadonlySet<number> => {
  if (known) return known;
  const bytes = new Uint8Array((0xfe - 0x80) * (0xff - 0x40) * 2);
  let at = 0;
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      bytes[at++] = lead;
      // 0x7f ends no character; whatever it were read as, it is not asked for.
      bytes[at++] = trail === 0x7f ? 0x40 : trail;
    }
  const text = new TextDecoder('gbk').decode(bytes);
  known = new Set([...text].map((character) => character.codePointAt(0) ?? 0).filter((code) => code !== 0xfffd));
  return known;
};
