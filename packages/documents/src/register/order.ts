/**
 * Doors in the order in which one walks past them. Keys are plain strings made once, so that sorting compares them with `<`.
 */

const digits = '零一二三四五六七八九';

/** 十二 → 12; what is no numeral under a hundred is left as it is. */
const readChineseNumeral = (text: string): string =>
  text.replace(/[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]/g, (numeral) => {
    const [tens, ones] = numeral.includes('十') ? numeral.split('十') : [null, numeral];
    const value = tens === null || tens === undefined ? 0 : (tens === '' ? 1 : digits.indexOf(tens)) * 10;
    return String(value + (ones ? digits.indexOf(ones) : 0));
  });

/** Numbers by value, below ground first, anything else by its characters: 负1 < 2 < 10 < 10甲 < A. */
export const naturalKey = (text: string | null): string => {
  const plain = readChineseNumeral((text ?? '').normalize('NFKC').trim());
  if (plain === '') return '~';
  const belowGround = /^(?:负|地下|-|B(?=\d))(\d+)/i.exec(plain);
  if (belowGround) return `!${String(99_999_999 - Number(belowGround[1])).padStart(8, '0')}`;
  return plain.replace(/\d+/g, (number) => number.padStart(8, '0'));
};

/** 601 → 6, 1203 → 12; null where the number does not say. */
export const floorOf = (room: string | null): number | null => {
  const match = /^\D*?(\d{1,2})\d{2}(?!\d)/.exec((room ?? '').normalize('NFKC').trim());
  return match && !isBelowGround(room) ? Number(match[1]) : null;
};

const isBelowGround = (room: string | null): boolean => /^(负|地下|-|B(?=\d))/i.test((room ?? '').trim());

export interface Place {
  readonly compound: string | null;
  readonly building: string | null;
  readonly entrance: string | null;
  readonly room: string | null;
}

/** Sorts by compound, building, entrance, floor, room. */
export const placeKey = ({ compound, building, entrance, room }: Place): string => {
  const floor = floorOf(room);
  const level = floor === null ? (isBelowGround(room) ? '!' : '~') : String(floor).padStart(3, '0');
  return [naturalKey(compound), naturalKey(building), naturalKey(entrance), level, naturalKey(room)].join('\u0000');
};
