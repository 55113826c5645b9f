/** How iCalendar writes lines, texts and times (RFC 5545, 3.1 and 3.3). */

const most = 75;

/** A content line with its end, folded: no line is longer than 75 octets, and no character is torn. */
export const contentLine = (line: string): string => {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > most) {
      lines.push(current);
      // What a line goes on with counts from its blank.
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].map((each) => `${each}\r\n`).join('');
};

const octetsOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** A value of type TEXT. Line breaks of any kind are `\n`; other controls no calendar may hold. */
export const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '\\n')
    .replace(/(?!\t)\p{Cc}/gu, '');

/** `YYYY-MM-DDTHH:mm` as `YYYYMMDDTHHMMSS`. */
export const wallTimeValue = (time: string): string => `${time.replace(/[-:]/g, '')}00`;

/** A moment (ms) as `YYYYMMDDTHHMMSSZ`. */
export const utcTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
