export { createArchive, keepsHistory } from './archive.ts';
export { forgetHistory } from './forget.ts';
export { type HistoryPage, readHistory } from './read.ts';
