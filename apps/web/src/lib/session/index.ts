import { createContext } from 'svelte';
import type { Session } from './session.svelte.ts';

export type { Api, ApiError } from './api.ts';
export type { Device } from './device.ts';
export {
  type DemoRole,
  type Member,
  Session,
  type SessionFacts,
  type SetupFacts,
  type ViewAs,
} from './session.svelte.ts';

export const [useSession, provideSession] = createContext<Session>();
