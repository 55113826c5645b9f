export { provideWorkspace, useWorkspace } from './context.ts';
export { type DocumentView, useDocument } from './document.svelte.ts';
export type { DocumentEntry, Workspace } from './workspace.svelte.ts';
