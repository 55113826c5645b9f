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
