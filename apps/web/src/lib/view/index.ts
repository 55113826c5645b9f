export { calmly, restfully } from './calmly.ts';
export { projectionOf } from './projection.ts';
export { type TableView, viewTable } from './table.svelte.ts';
export { viewValue } from './value.svelte.ts';
