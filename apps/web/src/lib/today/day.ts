/** Days as the documents write them, `YYYY-MM-DD`, by this device's clock. */
export const dayOf = (time: number): string => {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

/** Whole days from one day to another, negative when it has passed. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((new Date(`${to.slice(0, 10)}T00:00`).getTime() - new Date(`${from}T00:00`).getTime()) / 86_400_000);
