import type { Address } from '@lianxi/access';
import { rebuilding } from '@lianxi/protocol';
import type { Batch, Entry, LogRow, RoomLog } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';

/** A log with what the suite needs beside the port: what the rest of the server does to documents, and other processes. */
export interface LogWorld {
  readonly log: RoomLog;
  /** Makes an empty document; its room. */
  create(address: Address): Promise<number>;
  seal(room: number, at: number): Promise<void>;
  /** While true no entry of a ledger can be posted: the storing transaction fails. */
  breakBooks(isBroken: boolean): Promise<void>;
  remove(room: number): Promise<void>;
  /** The same log as another process sees it. */
  beside(): Promise<RoomLog>;
  /** The same log after the process has ended without a word. */
  reopen(): Promise<RoomLog>;
  stop(): Promise<void>;
}

const address = 'open/joint/a' as Address;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const batch = (room: number, after: number, ...rows: number[]): Batch => ({
  room,
  after,
  rows: rows.map((value) => ({ author: `m${value}`, bytes: bytes(value) })),
  entries: [],
});
const plain = (rows: readonly LogRow[] | null | undefined) =>
  rows?.map(({ seq, author, bytes: content }) => [seq, author, [...content]]) ?? null;
const renewal = (room: number, from: number, seq: number) => ({
  room,
  from,
  epoch: 1,
  seq,
  stateVector: bytes(1, seq),
  deletions: bytes(2, seq),
  state: bytes(3, seq, seq),
  quarantined: [],
});

const ledgerAddress = 'ledger/joint/a' as Address;
/** A promise of one yuan under the n-th id. */
const entry = (n: number): Entry => {
  const id = `01990000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const facts = { id, unit: 'unit-linxi', step: 'promised', measure: 'yuan', quantity: 100, item: '材料费' };
  const rest = { date: '2026-09-10', by: 'm1', at: 1_760_000_000_000, reverses: null, need: null, offer: null };
  return { container: 'entries', key: id, value: { ...facts, ...rest }, author: 'm1' };
};
/** What the server has written about entries in these rows. */
const outcomesIn = (
  rows: readonly LogRow[] | null | undefined,
): { readonly [id: string]: { readonly state: string } } => {
  const doc = new Y.Doc();
  for (const row of rows ?? []) if (row.author === '') Y.applyUpdate(doc, row.bytes);
  return doc.getMap('outcomes').toJSON();
};

/** The contract of `RoomLog` (server/src/store/room-log.ts), for every adapter. */
export const describeRoomLog = (name: string, makeWorld: () => Promise<LogWorld>): void => {
  describe(`the room log: ${name}`, () => {
    let world: LogWorld;
    let log: RoomLog;
    let room: number;
    beforeEach(async () => {
      world = await makeWorld();
      log = world.log;
      room = await world.create(address);
    });
    afterEach(() => world.stop());

    it('finds rooms by address and by number, and says when there is none', async () => {
      const head = { room, address, kind: 'open', seq: 0, sealedAt: null, epoch: 1 };
      expect(await log.find(address)).toEqual(head);
      expect(await log.find('open/joint/none' as Address)).toBeNull();
      const other = await world.create('open/joint/b' as Address);
      const heads = await log.heads([other, room, 999_999]);
      expect(heads.map((each) => each.room).sort()).toEqual([room, other].sort());
      expect(await log.load(999_999)).toBeNull();
      expect(await log.load(room)).toEqual({ head, baseline: null, tail: [], owners: [], quarantined: [], erased: [] });
    });

    it('[PT1] gives out numbers from 1 without holes, and shows every row with its author', async () => {
      expect(await log.append([batch(room, 0, 10, 11)])).toEqual([{ type: 'stored', seq: 2, consequences: [] }]);
      expect(await log.append([batch(room, 2, 12)])).toEqual([{ type: 'stored', seq: 3, consequences: [] }]);
      expect(plain(await log.rowsAfter(room, 0))).toEqual([
        [1, 'm10', [10]],
        [2, 'm11', [11]],
        [3, 'm12', [12]],
      ]);
      expect(plain(await log.rowsAfter(room, 2))).toEqual([[3, 'm12', [12]]]);
      expect((await log.load(room))?.head.seq).toBe(3);
    });

    it('[PT2] stores nothing on top of what its writer has not seen', async () => {
      const other = await world.beside();
      expect((await other.append([batch(room, 0, 1)]))[0]?.type).toBe('stored');
      expect(await log.append([batch(room, 0, 2)])).toEqual([{ type: 'behind', seq: 1 }]);
      expect(plain(await log.rowsAfter(room, 0))).toEqual([[1, 'm1', [1]]]);
      expect((await log.append([batch(room, 1, 2)]))[0]).toMatchObject({ type: 'stored', seq: 2 });
    });

    it('[PT3] answers each batch by itself', async () => {
      const behind = await world.create('open/joint/behind' as Address);
      const sealed = await world.create('open/joint/sealed' as Address);
      await log.append([batch(behind, 0, 1)]);
      await world.seal(sealed, 1_234);
      const answers = await log.append([
        batch(behind, 0, 2),
        batch(sealed, 0, 3),
        batch(999_999, 0, 4),
        batch(room, 0, 5),
      ]);
      expect(answers).toEqual([
        { type: 'behind', seq: 1 },
        { type: 'sealed', at: 1_234 },
        { type: 'gone' },
        { type: 'stored', seq: 1, consequences: [] },
      ]);
      expect((await log.heads([sealed]))[0]).toMatchObject({ seq: 0, sealedAt: 1_234 });
      expect(await log.append([])).toEqual([]);
    });

    it('[PT1] gives every number once, whoever writes at the same time', async () => {
      const logs = [log, await world.beside()];
      const write = async (mine: RoomLog, value: number): Promise<number[]> => {
        const seqs: number[] = [];
        let seen = 0;
        for (let attempts = 0; attempts < 1_000 && seqs.length < 20; attempts++) {
          const [answer] = await mine.append([batch(room, seen, value)]);
          if (answer?.type !== 'stored' && answer?.type !== 'behind') break;
          seen = answer.seq;
          if (answer.type === 'stored') seqs.push(answer.seq);
        }
        return seqs;
      };
      const given = (await Promise.all(logs.map(write))).flat();
      expect(given.sort((left, right) => left - right)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    });

    it('[PT4] what was answered as stored is there for everybody, and after the process has ended', async () => {
      await log.append([batch(room, 0, 1, 2)]);
      expect(plain(await (await world.beside()).rowsAfter(room, 0))).toHaveLength(2);
      const reopened = await world.reopen();
      expect(plain(await reopened.rowsAfter(room, 0))).toHaveLength(2);
      expect((await reopened.append([batch(room, 2, 3)]))[0]).toMatchObject({ type: 'stored', seq: 3 });
    });

    it('[PT5] a baseline stands for the rows up to its number; later ones stay, and numbers go on', async () => {
      await log.append([batch(room, 0, 1, 2, 3)]);
      expect(await log.replaceBaseline(renewal(room, 0, 2))).toBe(true);
      const loaded = await log.load(room);
      expect(loaded?.baseline && { ...loaded.baseline, stateVector: [...loaded.baseline.stateVector] }).toMatchObject({
        seq: 2,
        stateVector: [1, 2],
        size: 3,
      });
      expect([...(loaded?.baseline?.deletions ?? [])]).toEqual([2, 2]);
      expect(plain(loaded?.tail)).toEqual([[3, 'm3', [3]]]);
      expect([...((await log.baselineState(room, 2)) ?? [])]).toEqual([3, 2, 2]);
      expect(plain(await log.rowsAfter(room, 2))).toEqual([[3, 'm3', [3]]]);
      expect((await log.append([batch(room, 3, 4)]))[0]).toMatchObject({ type: 'stored', seq: 4 });
    });

    it('[PT5] says so when rows have been folded, and when a baseline was replaced', async () => {
      await log.append([batch(room, 0, 1, 2, 3)]);
      await log.replaceBaseline(renewal(room, 0, 2));
      expect(await log.rowsAfter(room, 1)).toBeNull();
      await log.replaceBaseline(renewal(room, 2, 3));
      expect(await log.baselineState(room, 2)).toBeNull();
      expect(await log.rowsAfter(room, 3)).toEqual([]);
    });

    it('[GD4] keeps whose a client id is with the rows that were the first to use it, also behind a baseline', async () => {
      const claims = [{ client: 7, member: 'm1' }];
      expect((await log.append([{ ...batch(room, 5, 1), claims }]))[0]?.type).toBe('behind');
      expect((await log.load(room))?.owners).toEqual([]);
      await log.append([{ ...batch(room, 0, 1), claims }]);
      await log.append([{ ...batch(room, 1, 2), claims: [{ client: 2 ** 52, member: 'm2' }] }]);
      await log.replaceBaseline(renewal(room, 0, 2));
      expect((await (await world.reopen()).load(room))?.owners).toEqual([
        { client: 7, member: 'm1' },
        { client: 2 ** 52, member: 'm2' },
      ]);
    });

    it('[PT6] the slower of two who renew a baseline changes nothing', async () => {
      await log.append([batch(room, 0, 1, 2, 3)]);
      expect(await log.replaceBaseline(renewal(room, 0, 2))).toBe(true);
      expect(await log.replaceBaseline(renewal(room, 0, 3))).toBe(false);
      expect(await log.replaceBaseline({ ...renewal(room, 2, 3), epoch: 7 })).toBe(false);
      expect((await log.load(room))?.baseline?.seq).toBe(2);
    });

    it('[PT7] a renewal takes out the rows that it names; they are kept, and shown to whoever loads the room', async () => {
      await log.append([batch(room, 0, 1, 2, 3)]);
      const quarantined = [{ seq: 2, author: 'm2', reason: 'throws' }];
      expect(await log.replaceBaseline({ ...renewal(room, 9, 3), quarantined })).toBe(false);
      expect((await log.load(room))?.quarantined).toEqual([]);
      expect(await log.replaceBaseline({ ...renewal(room, 0, 3), quarantined })).toBe(true);
      const loaded = await log.load(room);
      expect(loaded?.quarantined.map((each) => [...each])).toEqual([[2]]);
      expect(loaded?.tail).toEqual([]);
    });

    it('[PT9] rebuilding leaves nothing of what was, begins an epoch, and whoever checked against it is behind', async () => {
      const other = await world.create('open/joint/b' as Address);
      await log.append([{ ...batch(room, 0, 1, 2, 3), claims: [{ client: 7, member: 'm1' }] }, batch(other, 0, 9)]);
      const quarantined = [{ seq: 2, author: 'm2', reason: 'throws' }];
      await log.replaceBaseline({ ...renewal(room, 0, 2), quarantined });
      const rebuilt = (each: number, from: number, epoch = 1) => ({
        room: each,
        from,
        epoch,
        stateVector: bytes(4),
        deletions: bytes(5),
        state: bytes(6, 6),
        retired: [7, 2 ** 52],
        erased: [{ table: 'rows', row: 'r1' }],
      });
      const rebuild = (...documents: ReturnType<typeof rebuilt>[]) =>
        log.rebuild({ documents, erasures: [], by: null });
      // One of them was written to meanwhile, or rebuilt by somebody else: nothing happens to either.
      expect(await rebuild(rebuilt(room, 3), rebuilt(other, 0))).toBe(false);
      expect(await rebuild(rebuilt(room, 3, 7))).toBe(false);
      expect((await log.load(room))?.tail).toHaveLength(1);
      expect(await rebuild(rebuilt(room, 3), rebuilt(other, 1))).toBe(true);
      for (const each of [log, await world.beside(), await world.reopen()]) {
        const loaded = await each.load(room);
        expect(loaded?.head).toMatchObject({ seq: 4, epoch: rebuilding + 1 });
        expect(loaded?.baseline?.seq).toBe(4);
        expect([...((await each.baselineState(room, 4)) ?? [])]).toEqual([6, 6]);
        expect([loaded?.tail, loaded?.quarantined]).toEqual([[], []]);
        expect(loaded?.erased).toEqual([{ table: 'rows', row: 'r1' }]);
        // Under no former id anything is taken again, whosever it was.
        expect(loaded?.owners).toEqual([
          { client: 7, member: '' },
          { client: 2 ** 52, member: '' },
        ]);
        expect(await each.rowsAfter(room, 3)).toBeNull();
        expect(await each.baselineState(room, 2)).toBeNull();
      }
      expect(await log.append([batch(room, 3, 4)])).toEqual([{ type: 'behind', seq: 4 }]);
      expect(await log.replaceBaseline(renewal(room, 4, 4))).toBe(false);
      expect((await log.append([batch(room, 4, 4)]))[0]).toMatchObject({ type: 'stored', seq: 5 });
    });

    it('[PT8] what follows from entries is stored right behind their batch, with it, and told', async () => {
      const ledger = await world.create(ledgerAddress);
      const [answer] = await log.append([{ ...batch(ledger, 0, 1, 2), entries: [entry(1), entry(2)] }]);
      expect(answer).toMatchObject({ type: 'stored', seq: 3, consequences: [{ seq: 3, author: '' }] });
      if (answer?.type !== 'stored') return;
      const posted = { [entry(1).key]: { state: 'posted' }, [entry(2).key]: { state: 'posted' } };
      expect(outcomesIn(answer.consequences)).toMatchObject(posted);
      for (const each of [log, await world.beside(), await world.reopen()]) {
        const rows = await each.rowsAfter(ledger, 0);
        expect(rows?.map(({ seq, author }) => [seq, author])).toEqual([
          [1, 'm1'],
          [2, 'm2'],
          [3, ''],
        ]);
        expect(outcomesIn(rows)).toMatchObject(posted);
        expect((await each.load(ledger))?.head.seq).toBe(3);
      }
      expect((await log.append([batch(ledger, 2, 3)]))[0]).toEqual({ type: 'behind', seq: 3 });
      expect((await log.append([batch(ledger, 3, 3)]))[0]).toMatchObject({ type: 'stored', seq: 4 });
    });

    it('[PT8] an entry has its consequences once; in other documents it has none', async () => {
      const ledger = await world.create(ledgerAddress);
      await log.append([{ ...batch(ledger, 0, 1), entries: [entry(1)] }]);
      const again = await log.append([
        { ...batch(ledger, 2, 2), entries: [entry(1)] },
        { ...batch(room, 0, 3), entries: [entry(2)] },
      ]);
      expect(again).toEqual([
        { type: 'stored', seq: 3, consequences: [] },
        { type: 'stored', seq: 1, consequences: [] },
      ]);
    });

    it('[PT8] nothing follows from what is not stored: behind, sealed, or gone', async () => {
      const ledger = await world.create(ledgerAddress);
      const sealed = await world.create('ledger/joint/b' as Address);
      await log.append([batch(ledger, 0, 1)]);
      await world.seal(sealed, 1_234);
      const with1 = { entries: [entry(1)] };
      const answers = await log.append([
        { ...batch(ledger, 0, 2), ...with1 },
        { ...batch(sealed, 0, 3), ...with1 },
        { ...batch(999_999, 0, 4), ...with1 },
      ]);
      expect(answers.map((answer) => answer.type)).toEqual(['behind', 'sealed', 'gone']);
      expect((await log.rowsAfter(ledger, 1))?.length).toBe(0);
      // The books have heard of none of them: it is new.
      const [answer] = await log.append([{ ...batch(ledger, 1, 2), ...with1 }]);
      expect(answer).toMatchObject({ type: 'stored', seq: 3, consequences: [{ seq: 3 }] });
    });

    it('[PT8] where something that follows cannot be written, nothing of the call is stored', async () => {
      const ledger = await world.create(ledgerAddress);
      const call = [batch(room, 0, 1), { ...batch(ledger, 0, 2), entries: [entry(1), entry(2)] }];
      await world.breakBooks(true);
      await expect(log.append(call)).rejects.toThrow();
      for (const each of [room, ledger]) {
        expect(await log.rowsAfter(each, 0)).toEqual([]);
        expect((await log.load(each))?.head.seq).toBe(0);
      }
      await world.breakBooks(false);
      expect(await log.append(call)).toMatchObject([
        { type: 'stored', seq: 1, consequences: [] },
        { type: 'stored', seq: 2, consequences: [{ seq: 2 }] },
      ]);
      const [, posted] = (await log.rowsAfter(ledger, 0)) ?? [];
      expect(Object.keys(outcomesIn(posted && [posted]))).toHaveLength(2);
    });

    it('a room that is removed is gone for everybody', async () => {
      await log.append([batch(room, 0, 1)]);
      await world.remove(room);
      expect(await log.find(address)).toBeNull();
      expect(await log.heads([room])).toEqual([]);
      expect(await log.append([batch(room, 1, 2)])).toEqual([{ type: 'gone' }]);
    });
  });
};
