import { type AddressParts, parseAddress } from '@lianxi/access';
import { assert, createSeededRandom, type Result } from '@lianxi/base';
import { type Author, createAuthor } from '@lianxi/documents';
import * as Y from 'yjs';
import { seedOf } from '../../catalogue/index.ts';
import type { BookedEntry, SigningRow } from '../../store/index.ts';
import { type Community, memberIdOf } from '../community/index.ts';

/** A document of the demo, ready to be stored. */
export interface Draft {
  readonly parts: AddressParts;
  readonly title: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly sealedAt: number | null;
  /** Everything in it as one update (v1). */
  readonly update: Uint8Array;
  /** A ledger's entries and what the server makes of them; empty in other documents. */
  readonly booked: readonly BookedEntry[];
  /** Of minutes that are signed off. */
  readonly signing: SigningRow | null;
}

const dayMs = 86_400_000;

/** Who writes in the demo, and when: nobody later than now. */
export interface Desk {
  readonly community: Community;
  readonly now: number;
  /** `null` is the committee's clerk. */
  author(key: string | null, at: number): Author;
  /** The same time of the day, on the last day on which it is over. */
  past(at: number): number;
  memberId(key: string): string;
}

export const createDesk = (community: Community, now: number): Desk => {
  const random = createSeededRandom(community.seed + 1);
  const memberId = (key: string) => memberIdOf(community.seed, key);
  return {
    community,
    now,
    memberId,
    past: (at) => (at <= now ? at : at - Math.ceil((at - now) / dayMs) * dayMs),
    author: (key, at) => {
      const time = Math.min(at, now);
      return createAuthor(memberId(key ?? 'chen'), () => time, random);
    },
  };
};

export interface Plan {
  readonly address: string;
  readonly title: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly isSealed?: boolean;
}

/** Builds a document: its first content as the server makes it, then what `write` adds. */
export const draw = async (desk: Desk, plan: Plan, write: (doc: Y.Doc) => void | Promise<void>): Promise<Draft> => {
  const parts = partsOf(plan.address);
  const createdAt = Math.min(plan.createdAt, desk.now);
  const updatedAt = Math.max(createdAt, Math.min(plan.updatedAt ?? createdAt, desk.now));
  const doc = new Y.Doc();
  const first = seedOf(parts, plan.title, desk.memberId(plan.createdBy), createdAt);
  if (first) Y.applyUpdate(doc, first);
  await write(doc);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return {
    parts,
    title: plan.title,
    createdBy: desk.memberId(plan.createdBy),
    createdAt,
    updatedAt,
    sealedAt: plan.isSealed ? updatedAt : null,
    update,
    booked: [],
    signing: null,
  };
};

/** The demo's own data are ours: an intent that refuses them is a mistake of this program. */
export const done = <T>(result: Result<T, { readonly type: string }>): T => {
  assert(result.ok, result.ok ? '' : JSON.stringify(result.error));
  return result.value;
};

const partsOf = (address: string): AddressParts => done(parseAddress(address));
