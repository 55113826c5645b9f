/** The community's wall time of a moment as the device's clock shows it: `YYYY-MM-DDTHH:mm`. */
export const wallTime = (time: number): string => {
  const at = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};
