import type { Result } from '@lianxi/base';
import type { MemberId } from './identity/index.ts';

/** The demo community, made by a seeded generator (`src/demo`): a try with one click, and gone with one. */
export interface DemoPort {
  exists(): boolean;
  /** Again while it is there, it changes nothing. Refused where real people keep things already. */
  create(): Promise<Result<void, { readonly type: 'CommunityInUse' }>>;
  remove(): Promise<void>;
  /** The made-up person who plays a role; undefined while there is no demo. */
  memberFor(role: DemoRole): MemberId | undefined;
}

export const demoRoles = ['committee', 'branch', 'unit'] as const;
export type DemoRole = (typeof demoRoles)[number];
