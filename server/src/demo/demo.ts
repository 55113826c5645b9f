import type { Grant, Scope } from '@lianxi/access';
import { assert, err, ok, type Result } from '@lianxi/base';
import type { DemoRole } from '../demo-port.ts';
import { type MemberId, type NewAccount, parseMemberId } from '../identity/index.ts';
import { createIdentityStore, type DemoError, findDemoRefusal, type Store, storeDemo } from '../store/index.ts';
import { type Community, dayAt, demoSeed, generateCommunity, memberIdOf } from './community/index.ts';
import { type Draft, drawDocuments, numberingOf } from './documents/index.ts';

/** Makes the demo community: its people and documents, told relative to today by the store's clock. */
export interface DemoOptions {
  readonly seed?: number;
  /** Lets others have their turn between two documents. */
  readonly pause?: () => Promise<unknown>;
}

export interface DemoReport {
  readonly documents: number;
  readonly members: number;
  readonly households: number;
  readonly residents: number;
}

export const createDemo = async (
  store: Store,
  { seed = demoSeed, pause = async () => {} }: DemoOptions = {},
): Promise<Result<DemoReport, DemoError>> => {
  const refusal = findDemoRefusal(store);
  if (refusal) return err(refusal);
  const now = store.clock();
  const community = generateCommunity(seed, dayAt(now));
  await pause();
  const drafts = await drawDocuments(community, now, pause);
  // Building took its time; whether somebody set up a real community meanwhile is looked at once more.
  const stored = storeDemo(store, {
    communityName: community.name,
    numbering: numberingOf(community.meetings),
    accounts: accountsOf(community, now),
    documents: drafts.map(({ update, ...draft }) => ({ ...draft, seed: update })),
  });
  return stored.ok ? ok(reportOf(community, drafts)) : stored;
};

/** The made-up person who plays a role, if the demo is there. */
export const demoMember = (store: Store, role: DemoRole): MemberId | undefined => {
  const id = toMemberId(demoSeed, rolePlayers[role]);
  return createIdentityStore(store).findAccount(id)?.isDemo ? id : undefined;
};

/** 社区党委 干事, 梧桐里支部 书记, 临溪小学 联络员: keys of the cast. */
const rolePlayers: Readonly<Record<DemoRole, string>> = { committee: 'chen', branch: 'sun', unit: 'liu' };

/** Nobody of them has a passphrase: one becomes them by the demo's own sessions only. */
const accountsOf = ({ people, seed }: Community, now: number): readonly NewAccount[] =>
  people.map(({ key, name, post, from, grants }) => ({
    id: toMemberId(seed, key),
    name,
    post: from === '网格' ? post : `${from} ${post}`,
    isDemo: true,
    createdAt: now,
    passphraseHash: null,
    grants: grants.map(({ role, on }): Grant => ({ role, on: on as Scope, from: null, to: null })),
  }));

const toMemberId = (seed: number, key: string): MemberId => {
  const id = parseMemberId(memberIdOf(seed, key));
  assert(id, 'a member id of our own making');
  return id;
};

const reportOf = (community: Community, drafts: readonly Draft[]): DemoReport => ({
  documents: drafts.length,
  members: community.people.length,
  households: community.registers.reduce((sum, { households }) => sum + households.length, 0),
  residents: community.registers.reduce((sum, { residents }) => sum + residents.length, 0),
});
