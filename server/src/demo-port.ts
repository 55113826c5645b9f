import type { MemberId } from './identity/index.ts';

/** The demo community, made by a seeded generator (`src/demo`): a try with one click, and gone with one. */
export interface DemoPort {
  exists(): boolean;
  create(): Promise<void>;
  remove(): Promise<void>;
  /** The made-up person who plays a role; undefined while there is no demo. */
  memberFor(role: DemoRole): MemberId | undefined;
}

export const demoRoles = ['committee', 'branch', 'unit'] as const;
export type DemoRole = (typeof demoRoles)[number];
