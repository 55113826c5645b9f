/** Under this age (years) a guardian's consent is required: PIPL art. 31. */
const grown = 14;

/**
 * Whether somebody born on `birth` (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`) is under 14 on `day`; null where what is known of the
 * birth leaves it open.
 */
export const isUnder14 = (birth: string | null, day: string): boolean | null => {
  if (birth === null || !/^\d{4}(-\d{2}){0,2}$/.test(birth) || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const [year = 0, ...rest] = birth.split('-');
  const birthday = [String(Number(year) + grown), ...rest].join('-');
  const reached = day.slice(0, birthday.length);
  if (reached !== birthday) return reached < birthday;
  // A day that is known is reached; of a year or a month it may lie before or behind.
  return rest.length === 2 ? false : null;
};
