import { expect, it } from 'vitest';
import { createClients } from './clients.ts';

const limits = { burst: 10, perMinute: 6, ever: 40 };
const nothing = new Map<number, number>();
const detailOf = (result: { readonly ok: boolean; readonly error?: { readonly detail: string } }) =>
  result.ok ? 'allowed' : result.error?.detail;

it('[GD3] gives an id to whoever first writes under it; nobody else may', () => {
  const clients = createClients([], limits);
  expect(clients.check([1, 2], nothing, 'mone')).toEqual({ ok: true, value: [1, 2] });
  clients.take({ client: 1, member: 'mone' });
  expect(clients.check([1], nothing, 'mone')).toEqual({ ok: true, value: [] });
  expect(clients.check([2, 1], nothing, 'mtwo')).toMatchObject({ error: { reason: 'client-id' } });
  clients.take({ client: 1, member: 'mtwo' });
  expect(clients.check([1], nothing, 'mone').ok).toBe(true);
});

it('[GD5] gives an id to whoever first shows presence under it', () => {
  const clients = createClients([{ client: 3, member: 'mthree' }], limits);
  expect(clients.show(1, 'mone')).toBe(true);
  expect(clients.show(1, 'mtwo')).toBe(false);
  expect(clients.show(3, 'mone')).toBe(false);
  expect(detailOf(clients.check([1], nothing, 'mtwo'))).toBe('another-member');
  expect(clients.check([1], nothing, 'mone')).toEqual({ ok: true, value: [1] });
});

it('[GD5] forgets ids that were shown and never written under, the showers own first', () => {
  const clients = createClients([], limits);
  clients.show(1, 'mone');
  for (let client = 2; client <= 20_000; client++) clients.show(client, 'mtwo');
  expect(clients.check([1], nothing, 'mtwo').ok).toBe(false);
  expect(clients.check([2], nothing, 'mone').ok).toBe(true);
  expect(clients.check([20_000], nothing, 'mone').ok).toBe(false);
});

it('[GD5] [GD8] what was taken and not stored stays the taker’s, what others stored is theirs, and who is barred stays so', () => {
  const clients = createClients([{ client: 1, member: 'mone' }], limits);
  for (const client of [2, 3]) clients.take({ client, member: 'mone' });
  clients.show(4, 'mone');
  const socket = {};
  clients.bar(socket, 9);
  clients.restore([
    { client: 1, member: 'mone' },
    { client: 3, member: 'mtwo' },
    { client: 5, member: 'mtwo' },
  ]);
  const ownerOf = (client: number) => ['mone', 'mtwo'].filter((member) => clients.check([client], nothing, member).ok);
  expect([1, 2, 3, 4, 5].map(ownerOf)).toEqual([['mone'], ['mone'], ['mtwo'], ['mone'], ['mtwo']]);
  expect(clients.isBarred(socket, [9])).toBe(true);
  expect(clients.shown()).toEqual([
    { client: 4, member: 'mone' },
    { client: 2, member: 'mone' },
  ]);
});

it('[GD10] counts the new ids of a member on when what was taken had to be judged anew, each once', () => {
  const clients = createClients([], limits, () => 0);
  for (let client = 0; client < 8; client++) clients.take({ client, member: 'mone' });
  const stored = [0, 1, 2, 3, 4, 5].map((client) => ({ client, member: 'mone' }));
  clients.restore(stored);
  const fresh = (count: number) =>
    clients.check(
      Array.from({ length: count }, (_, index) => 100 + index),
      nothing,
      'mone',
    );
  expect(detailOf(fresh(4))).toBe('allowed');
  expect(detailOf(fresh(5))).toBe('client-ids');
});

it('[GD9] lets nobody go on under an id that stands in the document and belongs to no member', () => {
  const clients = createClients([], limits);
  const here = new Map([[7, 3]]);
  expect(clients.show(7, 'mone')).toBe(true);
  expect(detailOf(clients.check([7], here, 'mone'))).toBe('another-member');
});

it('[GD10] new client ids: so many at once, so many a minute, so many ever', () => {
  let now = 0;
  const clients = createClients([], limits, () => now);
  let next = 1;
  const write = (): string | undefined => {
    const checked = clients.check([next], nothing, 'mone');
    if (checked.ok) clients.take({ client: next++, member: 'mone' });
    return detailOf(checked);
  };
  for (let index = 0; index < 10; index++) expect(write()).toBe('allowed');
  expect(write()).toBe('client-ids');
  expect(detailOf(clients.check([next], nothing, 'mtwo'))).toBe('allowed');
  now += 10_000;
  expect(write()).toBe('allowed');
  expect(write()).toBe('client-ids');
  for (let index = 0; index < 29; index++) {
    now += 10_000;
    expect(write()).toBe('allowed');
  }
  now += 1e9;
  expect(write()).toBe('client-ids-ever');
});

it('[GD10] ids of before the room was opened count as ever, not as now', () => {
  const owners = Array.from({ length: 30 }, (_, client) => ({ client, member: 'mone' }));
  const clients = createClients(owners, limits);
  expect(clients.check([100], nothing, 'mone').ok).toBe(true);
  const many = Array.from({ length: 11 }, (_, index) => 200 + index);
  expect(detailOf(clients.check(many, nothing, 'mone'))).toBe('client-ids-ever');
});

it('[GD8] bars a socket from an id under which it has told something else', () => {
  const clients = createClients([], limits);
  const [socket, other] = [{}, {}];
  clients.bar(socket, 5);
  expect(clients.isBarred(socket, [4, 5])).toBe(true);
  expect(clients.isBarred(socket, [4])).toBe(false);
  expect(clients.isBarred(other, [5])).toBe(false);
});
