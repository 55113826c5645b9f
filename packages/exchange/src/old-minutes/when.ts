const digits = '〇一二三四五六七八九';

/** 二〇二五, 十二, 三十: as a number; NaN for anything else. */
const numberOf = (text: string): number => {
  const plain = text.replaceAll(/[零○Ｏ]/g, '〇').replaceAll('元', '一');
  if (/^\d+$/.test(plain)) return Number(plain);
  if (/^[〇一二三四五六七八九]{4}$/.test(plain)) return Number([...plain].map((each) => digits.indexOf(each)).join(''));
  if (/^[一二三四五六七八九]$/.test(plain)) return digits.indexOf(plain);
  const [, tens, ten, ones] = /^([二三])?(十)?([一二三四五六七八九])?$/.exec(plain) ?? [];
  if (plain === '' || (tens && !ten)) return Number.NaN;
  return (ten ? (tens ? digits.indexOf(tens) : 1) * 10 : 0) + (ones ? digits.indexOf(ones) : 0);
};

const han = '[〇零○一二三四五六七八九十]';
const datePattern = new RegExp(
  `(?:(\\d{4}|${han}{4})\\s*[年.\\-/]\\s*)?(\\d{1,2}|${han}{1,3})\\s*[月.\\-/]\\s*(\\d{1,2}|${han}{1,3})(?:\\s*[日号]|(?=\\D|$))`,
);
const two = (number: number): string => String(number).padStart(2, '0');

/** The first day that is named, as `YYYY-MM-DD`; without a year it is the given one's. Null where none is, or none that exists. */
export const dayIn = (text: string, yearOf?: string): { readonly day: string; readonly rest: string } | null => {
  const found = datePattern.exec(text);
  if (!found) return null;
  const year = found[1] === undefined ? Number(yearOf) : numberOf(found[1]);
  const [month, date] = [numberOf(found[2] ?? ''), numberOf(found[3] ?? '')];
  const day = `${year}-${two(month)}-${two(date)}`;
  // 2025年2月30日 is nobody's day.
  const isDay =
    year >= 1949 && year < 2200 && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return isDay ? { day, rest: text.slice(found.index + found[0].length) } : null;
};

/** The last day of a month that something is to be done by: `3月底前`, `2025年6月底`. */
export const monthEndIn = (text: string, yearOf: string): string | null => {
  const [, year, month] = /(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(?:底|末)/.exec(text) ?? [];
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return null;
  const end = new Date(Date.UTC(Number(year ?? yearOf), Number(month), 0));
  return Number.isNaN(end.getTime()) ? null : end.toISOString().slice(0, 10);
};

const clockPattern =
  /(上午|早上|中午|下午|晚上|晚)?\s*(\d{1,2})\s*(?:[:：]\s*(\d{2})|[时点]\s*(?:(\d{1,2})\s*分?|(半)|整)?)/g;

/** When it was, from `2025年3月12日（星期三）下午2:30—4:00`; empty where nothing says. */
export const spanIn = (
  text: string,
): { readonly start: string; readonly end: string; readonly isHourGuessed: boolean } | null => {
  const found = dayIn(text);
  if (!found) return null;
  const times = [...found.rest.matchAll(clockPattern)].map(([, half, hour, minutes, minute, isHalf]) => ({
    half,
    hour: Number(hour),
    minute: isHalf ? 30 : Number(minutes ?? minute ?? 0),
  }));
  const [from, to] = times.filter(({ hour, minute }) => hour < 24 && minute < 60);
  if (!from) {
    const hour = /下午/.test(found.rest) ? '14:00' : /晚/.test(found.rest) ? '19:00' : '09:00';
    return { start: `${found.day}T${hour}`, end: '', isHourGuessed: true };
  }
  const isLate = (half: string | undefined) => half === '下午' || half === '晚上' || half === '晚';
  const hourOf = (time: { half?: string | undefined; hour: number }, half: string | undefined): number =>
    isLate(time.half ?? half) && time.hour < 12 ? time.hour + 12 : time.hour;
  const clock = (hour: number, minute: number): string => `${two(hour)}:${two(minute)}`;
  const start = clock(hourOf(from, undefined), from.minute);
  const end = to ? clock(hourOf(to, from.half), to.minute) : '';
  return { start: `${found.day}T${start}`, end: end > start ? `${found.day}T${end}` : '', isHourGuessed: false };
};
