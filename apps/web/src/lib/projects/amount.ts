import { err, ok, type Result } from '@lianxi/base';
import { type Measure, maxQuantity } from '@lianxi/documents';

/** Quantities as people write and read them. Everything is whole 分 or whole measures; nothing passes through a float. */

export type AmountError =
  | { readonly type: 'AmountMissing' }
  | { readonly type: 'AmountUnreadable' }
  /** A fraction of a 分, or of a measure that comes whole only. */
  | { readonly type: 'AmountTooFine' }
  | { readonly type: 'AmountTooLarge' }
  | { readonly type: 'AmountNotPositive' };

/** Words that may stand behind a number, by measure. */
const words: Readonly<Record<Measure, string>> = {
  yuan: '元|圆|块|块钱|rmb|cny',
  piece: '件|个|份|套|pieces?|items?',
  hour: '小时|钟头|h|hours?',
  session: '场次|场|sessions?',
  visit: '人次|人|visits?',
};
const powers: Readonly<Record<string, number>> = { 千: 3, k: 3, 万: 4, w: 4, 亿: 8 };

/** `1.2万`, `¥20,000.00`, `３００ 元` → whole 分; other measures → whole numbers. What has two readings is refused. */
export const parseAmount = (input: string, measure: Measure): Result<number, AmountError> => {
  const typed = input.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  if (typed === '') return err({ type: 'AmountMissing' });
  const symbol = measure === 'yuan' ? '(?:人民币|rmb|cny)?[¥￥]?' : '';
  const number = String.raw`(-|−)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?`;
  const match = new RegExp(`^${symbol}${number}([千万亿kw])?(?:${words[measure]})?整?$`).exec(typed);
  if (!match) return err({ type: 'AmountUnreadable' });
  const [, minus, whole = '', fraction = '', power = ''] = match;
  const exponent = (powers[power] ?? 0) + (measure === 'yuan' ? 2 : 0) - fraction.length;
  let digits = whole.replaceAll(',', '') + fraction;
  for (let dropped = exponent; dropped < 0; dropped++) {
    if (!digits.endsWith('0')) return err({ type: 'AmountTooFine' });
    digits = digits.slice(0, -1);
  }
  const quantity = BigInt(digits) * 10n ** BigInt(Math.max(0, exponent));
  if (quantity > BigInt(maxQuantity)) return err({ type: 'AmountTooLarge' });
  if (minus || quantity === 0n) return err({ type: 'AmountNotPositive' });
  return ok(Number(quantity));
};

/** `8,000.00`, `−30`: thousands, two decimals for money, a true minus. */
export const formatQuantity = (measure: Measure, quantity: number): string => {
  const sign = quantity < 0 ? '−' : '';
  const digits = String(Math.abs(quantity));
  if (measure !== 'yuan') return sign + groupThousands(digits);
  const padded = digits.padStart(3, '0');
  return `${sign}${groupThousands(padded.slice(0, -2))}.${padded.slice(-2)}`;
};

/** As `formatQuantity`, without the decimals of a round sum: for boards and cards. */
export const formatBriefly = (measure: Measure, quantity: number): string => {
  const full = formatQuantity(measure, quantity);
  return measure === 'yuan' && full.endsWith('.00') ? full.slice(0, -3) : full;
};

const groupThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
