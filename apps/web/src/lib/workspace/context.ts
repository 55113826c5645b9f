import { createContext } from 'svelte';
import type { Workspace } from './workspace.svelte.ts';

/** The workspace of whoever is signed in; there is one below the frame, and none on the welcome page. */
export const [useWorkspace, provideWorkspace] = createContext<Workspace>();
