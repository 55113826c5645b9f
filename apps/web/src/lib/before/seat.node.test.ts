import type { Invited } from '@lianxi/documents';
import { expect, test } from 'vitest';
import { ownSeat } from './seat.ts';

const seat = (attendee: string, name: string, unit: string, substitute: string | null = null): Invited =>
  ({
    attendee,
    values: { name: substitute ?? name, unit },
    reply: substitute === null ? null : { name, substitute },
  }) as unknown as Invited;
const me = { name: '刘志远', unit: '临溪小学' };
const found = (...invited: readonly Invited[]) => ownSeat(invited, me)?.attendee ?? null;

test('[MN32] one’s own seat is found by the invited name, behind a substitute too; of namesakes the one in the own unit', () => {
  expect(found(seat('a', '周敏', '党委'), seat('b', '刘志远', '临溪小学'))).toBe('b');
  expect(found(seat('b', '刘志远', '别处'))).toBe('b');
  expect(found(seat('a', '刘志远', '别处'), seat('b', '刘志远', '临溪小学'))).toBe('b');
  expect(found(seat('a', '刘志远', '别处'), seat('b', '刘志远', '另一处'))).toBe(null);
  expect(found(seat('b', '刘志远', '临溪小学', '王敏'))).toBe('b');
  expect(found(seat('a', '周敏', '党委', '刘志远'))).toBe(null);
});
