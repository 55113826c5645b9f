/**
 * What is no passphrase, whatever its length: what a person who knows somebody, or a list of common ones, tries first. Written
 * for the habits of here: birthdays, mobile numbers, the own name, `woaini1314`. The server refuses by it and the app's meter
 * shows by it. Pure; what was typed goes nowhere.
 */
export type PassphraseFlaw =
  | 'short'
  | 'long'
  /** The member's own name with little beside it. */
  | 'name'
  /** One character, or a few, over and over. */
  | 'repeated'
  /** Runs of the alphabet, of numbers or of the keyboard, and nothing else. */
  | 'sequence'
  | 'date'
  | 'phone'
  | 'citizen-number'
  /** A word that everybody takes, with numbers that everybody takes. */
  | 'common';

export const shortestPassphrase = 8;
/** In UTF-16 units. What is longer would only be a way to make the server work. */
export const longestPassphrase = 256;

/** Counted in characters as people count them, so that 8 characters outside the BMP are 8. */
const lengthOf = (text: string): number => [...text.normalize('NFKC')].length;

export const findPassphraseFlaw = (passphrase: string, name: string): PassphraseFlaw | null => {
  if (lengthOf(passphrase) < shortestPassphrase) return 'short';
  if (passphrase.length > longestPassphrase) return 'long';
  const plain = plainOf(passphrase);
  const plainName = plainOf(name);
  const rest = plainName === '' ? plain : plain.replaceAll(plainName, '');
  if (rest !== plain && lengthOf(rest) < 4) return 'name';
  const habit = habitOf(plain);
  if (habit !== null || rest === plain) return habit;
  return habitOf(rest) ?? (isHabitOfDigits(rest) ? 'name' : null);
};

/** As a guesser takes it: without case, width, blanks and what is put between the parts of a number. */
const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\-_./]/g, '');

const habitOf = (plain: string): PassphraseFlaw | null => {
  if (isRepeated(plain)) return 'repeated';
  if (isRuns(plain)) return 'sequence';
  if (isDate(plain)) return 'date';
  if (/^(?:\+?0{0,2}86)?1[3-9]\d{9}$/.test(plain)) return 'phone';
  if (/^\d{17}[\dx]$/.test(plain) && isDate(plain.slice(6, 14))) return 'citizen-number';
  return isCommon(plain) ? 'common' : null;
};

/** A piece of up to four characters over and over: nothing longer than the piece has to be guessed. */
const isRepeated = (plain: string): boolean => /^(.{1,4}?)\1+$/su.test(plain);

const rows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  "`1234567890=qwertyuiop[]\\asdfghjkl;'zxcvbnm,",
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol0p;',
  '零一二三四五六七八九十百千万',
  '甲乙丙丁戊己庚辛壬癸',
  '子丑寅卯辰巳午未申酉戌亥',
].flatMap((row) => [row, [...row].reverse().join('')]);

/** Whether it can be cut into pieces of three and more that each lie in a row, or are one character again and again. */
const isRuns = (plain: string): boolean => {
  const characters = [...plain];
  const isCut = [true];
  for (let start = 0; start < characters.length; start++) {
    if (!isCut[start]) continue;
    let piece = '';
    for (let end = start; end < characters.length; end++) {
      piece += characters[end];
      // What begins with no run is none.
      if (end > start && !isRun(piece)) break;
      if (end - start >= 2) isCut[end + 1] = true;
    }
  }
  return characters.length >= 3 && isCut[characters.length] === true;
};

const isRun = (piece: string): boolean => rows.some((row) => row.includes(piece)) || /^(.)\1+$/su.test(piece);

/** Eight digits that name a day of the last or this century, in any of the usual orders; 年月日 may stand between. */
const isDate = (plain: string): boolean => {
  const written = /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(plain);
  if (written) return isDay(Number(written[1]), Number(written[2]), Number(written[3]));
  if (!/^\d{8}$/.test(plain)) return false;
  const [a, b, c, d] = [0, 2, 4, 6].map((at) => Number(plain.slice(at, at + 2))) as [number, number, number, number];
  return isDay(a * 100 + b, c, d) || isDay(c * 100 + d, a, b) || isDay(c * 100 + d, b, a);
};

const isDay = (year: number, month: number, day: number): boolean =>
  year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(year, month, 0).getDate();

const words =
  /^(?:password|passwd|passw0rd|p@ssw0rd|passphrase|mima|admin|administrator|root|user|guest|test|welcome|letmein|login|hello|iloveyou|loveyou|love|woaini|woaiwo|woaiwojia|woaizhongguo|aini|zhongguo|china|beijing|shanghai|shequ|juwei|dangwei|dangyuan|wangge|lianxi|sunshine|princess|football|baseball|basketball|superman|batman|monkey|dragon|master|shadow|michael|jordan|computer|internet|windows|qq|weixin|wechat|wang|zhang|[a-z]{1,3})$/;

/** A word of habit, or up to three letters, or a run, with numbers of habit before and after it, and marks behind either. */
const isCommon = (plain: string): boolean => {
  const parts = /^(\d*)(\D|\D.*?\D)[!@#$%*?。！,]*(\d*)[!@#$%*?。！,]*$/su.exec(plain);
  if (!parts) return false;
  const [, before = '', word = '', after = ''] = parts;
  return (
    (words.test(word) || isRun(word)) && [before, after].every((each) => each.length <= 3 || isHabitOfDigits(each))
  );
};

const isHabitOfDigits = (digits: string): boolean =>
  isRepeated(digits) ||
  isRuns(digits) ||
  isDate(digits) ||
  /^(?:(?:19|20)\d\d|1314|5201314|1314520|520520|521|666|888|110|119|120)+$/.test(digits);
