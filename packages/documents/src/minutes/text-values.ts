export { isMediaHash } from '../media-hash.ts';

/**
 * What the attributes of a topic's text may say. The relay holds what is written against it (`text-rules.ts`), the editor what is
 * pasted. Nothing of the editor is imported here.
 */
export const mentionKinds = ['person', 'unit', 'project', 'followup'] as const;
export type MentionKind = (typeof mentionKinds)[number];
export const isMentionKind = (value: unknown): value is MentionKind => mentionKinds.some((kind) => kind === value);

/** Of a mention, and of a picture's caption. UTF-16 units. */
export const longestLabel = 200;
/** Columns or rows that one cell of a table may cover. */
export const largestSpan = 50;
export const headingLevels = [1, 2, 3] as const;

/** Where a mention leads: the id of a row, a document's address, or a row in a document (`<address>/<row>`). */
export const isMentionId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9A-Za-z_.:/-]{1,160}$/.test(value);

/** Of a picture, in pixels. */
export const isPixels = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 20_000;

/** What an ordered list may begin with. */
export const isListStart = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const longestLink = 2_000;
/** Only addresses that a browser opens without running anything: the web, mail, telephone. */
export const isSafeLink = (url: string): boolean =>
  url.length <= longestLink && /^(https?:\/\/|mailto:|tel:)[^\s]+$/i.test(url);
