import type { Json } from '@lianxi/base';

/** What a field may hold. Every field may also be null: unknown, or cleared. Lengths are in UTF-16 units. */
export type FieldType =
  | { readonly type: 'text'; readonly max: number }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'flag' }
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: what can be known of a day. */
  | { readonly type: 'date' }
  /** Local wall time in the community, `YYYY-MM-DDTHH:mm`. */
  | { readonly type: 'dateTime' }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'texts'; readonly maxItems: number; readonly max: number };

export type Fields = { readonly [field: string]: FieldType };

type ValueOf<F extends FieldType> = F extends { type: 'integer' }
  ? number
  : F extends { type: 'flag' }
    ? boolean
    : F extends { type: 'choice'; options: readonly (infer O)[] }
      ? O
      : F extends { type: 'texts' }
        ? readonly string[]
        : string;

/** A row's values as read: every field is there, null where nothing is known. */
export type Values<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> | null };

export const text = (max = 200) => ({ type: 'text', max }) as const;
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER) => ({ type: 'integer', min, max }) as const;
export const flag = () => ({ type: 'flag' }) as const;
export const date = () => ({ type: 'date' }) as const;
export const dateTime = () => ({ type: 'dateTime' }) as const;
export const choice = <const O extends string>(...options: readonly O[]) => ({ type: 'choice', options }) as const;
export const texts = (maxItems = 50, max = 200) => ({ type: 'texts', maxItems, max }) as const;

/** Half of a surrogate pair becomes U+FFFD on the wire, so that the writer alone would keep reading it. */
const isWellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value);

const isDay = (value: string): boolean => {
  const [year, month, day] = value.split('-').map(Number);
  if (day === undefined || year === undefined || month === undefined) return true;
  return (
    day <= (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (daysIn[month - 1] ?? 0))
  );
};
const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const datePattern = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const dateTimePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;

/** Whether a value that came from anywhere may stand in a field of this type. */
export const fitsField = (field: FieldType, value: Json | undefined): boolean => {
  if (value === null) return true;
  switch (field.type) {
    case 'text':
      return typeof value === 'string' && value.length <= field.max && isWellFormed(value);
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= field.min && value <= field.max;
    case 'flag':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && datePattern.test(value) && isDay(value);
    case 'dateTime':
      return typeof value === 'string' && dateTimePattern.test(value) && isDay(value.slice(0, 10));
    case 'choice':
      return typeof value === 'string' && field.options.includes(value);
    case 'texts':
      return (
        Array.isArray(value) &&
        value.length <= field.maxItems &&
        value.every((item) => typeof item === 'string' && item.length <= field.max && isWellFormed(item))
      );
  }
};
