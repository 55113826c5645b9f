/**
 * A text that no spreadsheet takes for a formula (OWASP ASVS 5, 1.2.10): what begins, after blanks, with one of these signs
 * gets an apostrophe before it. The wide ones count, because programs in Chinese take them for the narrow ones. The
 * apostrophe itself is among them, so that it can be taken away again and nothing else with it.
 */
const dangerous = /^[\s\u200b\u2060\ufeff]*['=+\-@\t\r\n\0＇＝＋－＠﹢﹣﹦﹫−]/u;

export const neutralise = (text: string): string => (dangerous.test(text) ? `'${text}` : text);

/** The text as it was before `neutralise`. */
export const restoreText = (text: string): string =>
  text.startsWith("'") && dangerous.test(text.slice(1)) ? text.slice(1) : text;
