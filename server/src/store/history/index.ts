export { createArchive, keepsHistory } from './archive.ts';
export { type HistoryPage, readHistory } from './read.ts';
