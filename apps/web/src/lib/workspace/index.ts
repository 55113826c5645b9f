export { provideWorkspace, useWorkspace } from './context.ts';
export { type DocumentView, useDocument } from './document.svelte.ts';
export type { DocumentEntry } from './document-list.svelte.ts';
export type { NewReport } from './reports.ts';
export type { Workspace } from './workspace.svelte.ts';
