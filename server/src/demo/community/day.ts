/**
 * Days as `YYYY-MM-DD`, in the time of the machine, as the app shows them: the demo is for somebody at this machine. The
 * community is told relative to a given today, so that a demo made at any time of the year is in the middle of its work.
 */
export type Day = string;

const dayMs = 86_400_000;

export const addDays = (day: Day, days: number): Day => toDay(Date.parse(`${day}T00:00:00Z`) + days * dayMs);

/** Milliseconds since 1970 of a wall time `HH:mm` on a day. */
export const momentOf = (day: Day, time = '09:00'): number => new Date(`${day}T${time}:00`).getTime();

/** The day at a moment. */
export const dayAt = (moment: number): Day => {
  const at = new Date(moment);
  return toDay(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()));
};

export const yearOf = (day: Day): number => Number(day.slice(0, 4));
const monthOf = (day: Day): number => Number(day.slice(5, 7));

/** 9月5日, as in running text. */
export const spokenDay = (day: Day): string => `${monthOf(day)}月${Number(day.slice(8))}日`;

export const quarterOf = (day: Day): number => Math.ceil(monthOf(day) / 3);
export const numerals = [
  '零',
  '一',
  '二',
  '三',
  '四',
  '五',
  '六',
  '七',
  '八',
  '九',
  '十',
  '十一',
  '十二',
  '十三',
] as const;

export const seasonOf = (day: Day): string => {
  const seasons = ['冬', '冬', '春', '春', '春', '夏', '夏', '夏', '秋', '秋', '秋', '冬'];
  return seasons[monthOf(day) - 1] ?? '春';
};

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(Date.parse(`${day}T00:00:00Z`)).getUTCDay();

/** The same day, or the working day before it; the one after it where that would leave the quarter. */
export const workingDay = (day: Day): Day => {
  const weekday = weekdayOf(day);
  if (weekday !== 0 && weekday !== 6) return day;
  const before = addDays(day, weekday === 6 ? -1 : -2);
  return quarterOf(before) === quarterOf(day) ? before : addDays(before, 3);
};

/** The same day of another month, or that month's last. */
export const addMonths = (day: Day, months: number): Day => {
  const first = new Date(Date.UTC(yearOf(day), monthOf(day) - 1 + months, 1)).toISOString().slice(0, 7);
  const last = new Date(Date.UTC(yearOf(day), monthOf(day) + months, 0)).getUTCDate();
  return `${first}-${String(Math.min(last, Number(day.slice(8)))).padStart(2, '0')}`;
};

/**
 * Fills a text's places: `{+15}` and `{-3}` are days counted from `day`, `{M+1}` the month after, `{Q}` and `{Q-1}`
 * quarters, `{S}` the season, `{Y}` the year.
 */
export const fillDays = (text: string, day: Day): string =>
  text.replace(/\{([+-]\d+|M[+-]\d+|M|Q-1|Q|S|Y)\}/g, (_, place: string) => {
    if (place === 'S') return seasonOf(day);
    if (place === 'Y') return String(yearOf(day));
    if (place === 'Q') return `${numerals[quarterOf(day)]}季度`;
    if (place === 'Q-1') return `${numerals[((quarterOf(day) + 2) % 4) + 1]}季度`;
    if (place.startsWith('M')) return `${((monthOf(day) - 1 + Number(place.slice(1) || 0) + 12) % 12) + 1}月`;
    return spokenDay(addDays(day, Number(place)));
  });

const toDay = (moment: number): Day => new Date(moment).toISOString().slice(0, 10);
