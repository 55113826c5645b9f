export { type Folded, fold, type Range, rangesIn, wordsOf } from './fold.ts';
export { type Snippet, snippetOf } from './snippet.ts';
export { type Hit, type Passage, TextIndex } from './text-index.ts';
