import { ok } from '@lianxi/base';
import { afterAll, expect, test, vi } from 'vitest';
import type { Api, Member } from '../session/index.ts';
import { createMemoryStorage } from '../session/storage.ts';
import { storedFor } from './stored.ts';

// Without a compiler a rune is what it was given.
vi.stubGlobal('$state', { raw: (value: unknown) => value });
vi.stubGlobal('$derived', (value: unknown) => value);
vi.mock('#lib/paraglide/messages.js', () => ({ m: { shell_unknown_member: () => '?' } }));
afterAll(() => vi.unstubAllGlobals());
const { Catalogue } = await import('./catalogue.svelte.ts');

test('[AP20] names are taken only with a list that was given to this person: by now somebody else may be signed in in this browser', async () => {
  const me: Member = { id: 'maaaaaaa', name: '示例甲', post: '', grants: [] };
  let answering = { member: me.id, seen: '示例乙' };
  const api = {
    get: async (path: string) =>
      ok(
        path === '/api/members'
          ? { members: [{ id: 'mbbbbbbb', name: answering.seen, post: '', roles: [] }] }
          : { member: answering.member, documents: [] },
      ),
    send: async () => ok({}),
  } as unknown as Api;
  const storage = createMemoryStorage();
  const catalogue = new Catalogue(me, storedFor(me.id, storage), api);
  expect(await catalogue.ask()).toEqual({ type: 'taken', missing: [] });
  const kept = storage.getItem(`lianxi.${me.id}.members`);
  answering = { member: 'mccccccc', seen: '示例丙' };
  expect(await catalogue.ask()).toEqual({ type: 'other-member' });
  expect(catalogue.people.name('mbbbbbbb')).toBe('示例乙');
  expect(storage.getItem(`lianxi.${me.id}.members`)).toBe(kept);
});
