import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Grant, Scope } from '@lianxi/access';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdentityStore, openStore, type Store } from '../store/index.ts';
import type { MemberId } from './member.ts';
import type { SecretHash } from './secret.ts';
import type { IdentityStore } from './store.ts';
import { createTermWatch } from './terms.ts';

let folder: string;
let file: Store;
let store: IdentityStore;
let now: number;
let heard: (MemberId | null)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-terms-'));
  now = 1_000;
  const opened = openStore(folder, () => now);
  if (!opened.ok) throw new Error(opened.error.type);
  file = opened.value;
  store = createIdentityStore(file);
  heard = [];
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (id: string, ...terms: readonly (readonly [from: number | null, to: number | null])[]): MemberId => {
  const grants = terms.map(([from, to]): Grant => ({ role: 'branch', on: 'wutongli' as Scope, from, to }));
  const account = { id: id as MemberId, name: id, post: '', isDemo: false, createdAt: now, passphraseHash: null };
  store.addAccount({ ...account, grants }, false);
  return account.id;
};

test('[ID30] whose roles begin or end is named once, at the moment from which it counts', () => {
  const ends = add('maaaaaaa', [null, 2_000]);
  const begins = add('mbbbbbbb', [3_000, 9_000], [500, null]);
  add('mccccccc', [null, null]);
  const look = createTermWatch(
    store,
    () => now,
    (member) => heard.push(member),
  );
  const at = (time: number) => {
    now = time;
    heard = [];
    look();
    return heard;
  };
  expect(at(1_000)).toEqual([]);
  expect(at(1_999)).toEqual([]);
  expect(at(2_000)).toEqual([ends]);
  expect(at(2_001)).toEqual([]);
  expect(at(8_999)).toEqual([begins]);
  expect(at(9_000)).toEqual([begins]);
  expect(at(99_000)).toEqual([]);
});

test('[ID30] what another process changed meanwhile is seen, and so is the end of a session', () => {
  const one = add('maaaaaaa', [null, 5_000]);
  const look = createTermWatch(
    store,
    () => now,
    (member) => heard.push(member),
  );
  store.replaceGrants(one, [{ role: 'branch', on: 'wutongli' as Scope, from: null, to: 7_000 }], null);
  now = 6_000;
  look();
  expect(heard).toEqual([]);
  const session = {
    hash: 'x' as SecretHash,
    member: one,
    kind: 'cookie' as const,
    label: '',
    createdAt: 0,
    device: null,
  };
  store.addSession({ ...session, expiresAt: 6_500 });
  now = 6_600;
  look();
  expect(heard).toEqual([one]);
});

test('[ID30] a clock that is set back makes everybody be looked at', () => {
  add('maaaaaaa', [null, 2_000]);
  const look = createTermWatch(
    store,
    () => now,
    (member) => heard.push(member),
  );
  now = 3_000;
  look();
  now = 1_500;
  look();
  expect(heard).toEqual(['maaaaaaa', null]);
});
