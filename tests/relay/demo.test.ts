import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopeSuits } from '@lianxi/access';
import {
  type About,
  type CardValues,
  type CareRecord,
  findEntryProblem,
  kindDefinitions,
  type LedgerLine,
  type MinutesSnapshot,
  projectDirectory,
  projectRegister,
  type Resident,
  type Totals,
} from '@lianxi/documents';
import {
  createDemo,
  demoExists,
  demoSeed,
  findDocument,
  generateCommunity,
  listDocuments,
  partsOf,
  readDocument,
  removeDemo,
  snapshotOf,
  verifyMinutes,
} from '@lianxi/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { passphrase, startHouse, type TestHouse, until } from './identity-harness.ts';

const wholeFolder = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

/** As the machine's own calendar says it: `YYYY-MM-DD`. */
const today = (): string => new Date().toLocaleDateString('sv-SE');

/** Words of the demo that stand nowhere else: residents with unmistakable names, its phones and numbers, its people. */
const traces = (): readonly string[] => {
  const { registers, people } = generateCommunity(demoSeed, today());
  const residents = registers.flatMap(({ residents }) => residents);
  const rare = residents.filter(({ name }) => [...name].length > 3 || /[\u{20000}-\u{3ffff}]/u.test(name));
  return [...rare.slice(0, 20).map(({ name }) => name), '1380000', '990101', '青禾', ...people.map(({ name }) => name)];
};

/** What the kinds' snapshots say, as far as these tests read them. */
interface Snapshots {
  readonly register: { readonly about: About; readonly residents: readonly Resident[] };
  readonly care: { readonly records: readonly CareRecord[] };
  readonly minutes: MinutesSnapshot;
  readonly ledger: {
    readonly card: CardValues;
    readonly entries: readonly (LedgerLine['entry'] & Omit<LedgerLine, 'entry'>)[];
    readonly totals: Totals;
  };
}

describe('the demo community in the file', () => {
  let it: TestHouse;
  beforeAll(async () => {
    it = await startHouse();
    const start = performance.now();
    expect(await it.call('POST', '/api/demo')).toMatchObject({ status: 200, json: { hasDemo: true } });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
  afterAll(() => it.dispose());

  const documents = () => listDocuments(it.house.store);
  const open = (address: string): Y.Doc => {
    const doc = new Y.Doc();
    const row = documents().find((each) => each.address === address);
    const stored = row && readDocument(it.house.store, row.address);
    if (!stored) throw new Error(`no document ${address}`);
    Y.applyUpdate(doc, stored.update);
    return doc;
  };
  const snapshots = <K extends keyof Snapshots>(kind: K): readonly Snapshots[K][] =>
    documents()
      .filter((row) => row.kind === kind)
      .map(
        (row) =>
          snapshotOf(
            partsOf(row).kind,
            readDocument(it.house.store, row.address)?.update ?? new Uint8Array(),
          ) as Snapshots[K],
      );

  test('[DM8] is one directory, 60 registers, 3 care documents, 26 meetings, a follow-up of each that is signed, and 14 projects, each marked as demo, each where its kind may lie', () => {
    const count = (kind: string) => documents().filter((row) => row.kind === kind).length;
    expect(['directory', 'register', 'care', 'minutes', 'ledger'].map(count)).toEqual([1, 60, 3, 26, 14]);
    const signed = documents().filter((row) => row.sealedAt !== null);
    expect(count('followup')).toBe(signed.length);
    for (const { address } of signed) expect(verifyMinutes(it.house.store, address).type, address).toBe('Holds');
    for (const row of documents()) {
      const { kind, scope } = partsOf(row);
      expect(row.isDemo, row.address).toBe(true);
      expect(scopeSuits(kind, scope), row.address).toBe(true);
      expect(row.updatedAt).toBeLessThanOrEqual(Date.now());
    }
  });

  test('[DM6] holds nothing that its kinds would not accept, and nothing written later than now', () => {
    let entries = 0;
    for (const row of documents()) {
      const definition = kindDefinitions[row.kind];
      const doc = open(row.address);
      for (const schema of definition?.tables ?? []) {
        for (const [key, value] of doc.getMap(schema.name)) {
          entries++;
          const isFirst = schema.isRecord && key === 'self';
          if (!isFirst) expect(findEntryProblem(schema, key, value), `${row.address} ${key}`).toBeNull();
          const time = Array.isArray(value) ? value[1] : (value as { $at?: unknown }).$at;
          expect(time, `${row.address} ${key}`).toBeLessThanOrEqual(Date.now());
        }
      }
      expect(doc.getMap('meta').get('version')).toBe(definition?.version);
    }
    expect(entries).toBeGreaterThan(12_000);
  });

  test('[DM4] registers say what they are for and hold names, rooms and phones; numbers in the one that says why', () => {
    const registers = snapshots('register');
    const people = registers.flatMap(({ residents }) => residents);
    expect(people.length).toBeGreaterThan(8_200);
    for (const { about, residents } of registers) {
      expect(about.purpose && about.legalBasis && about.keepingPeriod && about.responsible).toBeTruthy();
      const isUnlocked = about.idNumberFor !== null;
      expect(isUnlocked).toBe(about.compound === '梧桐里小区' && about.grid === '三网格');
      if (isUnlocked) expect([about.idNumberFor, about.birthFor].join()).toMatch(/核对.*,.*核对/);
      expect([about.residenceFor, about.noteFor].every(Boolean)).toBe(true);
      expect([about.sexFor, about.partyMemberFor]).toEqual([null, null]);
      for (const { idNumber, birth, sex } of residents) {
        expect([idNumber !== null, birth !== null]).toEqual([isUnlocked, isUnlocked]);
        expect(sex).toBeNull();
      }
    }
  });

  test('[DM4] a few labels rest on consents, name nobody, and are of people in the register of the same grid', () => {
    const records = snapshots('care').flatMap((care) => care.records);
    expect(records.filter(({ withdrawn }) => withdrawn === null)).toHaveLength(12);
    expect(records.filter(({ withdrawn, label }) => withdrawn !== null && label === null)).toHaveLength(3);
    expect(records.filter(({ isMinor, consent }) => isMinor && consent.by === 'guardian')).toHaveLength(3);
    const register = projectRegister(open('register/wutongli.g3/main'));
    const care = open('care/wutongli.g3/main');
    const ofGrid = snapshotOf('care', Y.encodeStateAsUpdate(care)) as Snapshots['care'];
    for (const { resident, household, consent } of ofGrid.records) {
      const { name, household: home } = register.residents.values(resident);
      expect(home).toBe(household);
      const guardian = consent.guardian === null ? null : register.residents.values(consent.guardian).name;
      for (const each of [name, guardian]) expect(JSON.stringify(care.toJSON())).not.toContain(each ?? '示例');
      if (consent.by === 'guardian') expect(guardian).not.toBeNull();
    }
    register.destroy();
  });

  test('one register has two values for one cell, and somebody who moved away', () => {
    const doc = open('register/wutongli.g3/main');
    const register = projectRegister(doc);
    const clashes = register.residents.ids().flatMap((id) => register.residents.row(id)?.clashes ?? []);
    expect(clashes.map(({ field, others }) => [field, others.length])).toEqual([['residence', 1]]);
    register.destroy();
    expect(
      snapshots('register')
        .flatMap(({ residents }) => residents)
        .some(({ movedOut }) => movedOut !== null),
    ).toBe(true);
  });

  test('the directory has its gaps: two grids without a keeper, one without a branch, a group without a head', () => {
    const directory = projectDirectory(open('directory/community/main'));
    const names = (ids: readonly string[]) => ids.map((id) => directory.gridNodes.values(id).scope);
    const gaps = directory.gaps.get();
    expect(names(gaps.keepers)).toEqual(['nanyuan.g12', 'xincun.g7']);
    expect(names(gaps.grids)).toEqual(['xincun.g8']);
    expect(gaps.secretaries).toHaveLength(1);
    expect(directory.units.ids()).toHaveLength(12);
    expect(directory.gridPath('wutongli.g3').map(({ values }) => values.name)).toEqual([
      '晨光片区',
      '梧桐里小区',
      '三网格',
    ]);
    expect(directory.unitByScope('unit-linxi')?.values.name).toBe('临溪小学');
    directory.destroy();
  });

  test('the joint meeting is being recorded: 40 due, 36 there, the second topic under discussion by several', () => {
    const meetings = snapshots('minutes');
    const now = meetings.filter(({ header }) => header.state === 'recording');
    expect(now).toHaveLength(1);
    expect(now[0]?.tally).toMatchObject({ due: 40, present: 36, leave: 3, missing: 1, observers: 1, hasQuorum: true });
    const current = now[0]?.agenda.find(({ id }) => id === now[0]?.current);
    expect(current?.title).toBe('青禾课堂场地与志愿者');
    expect(current?.text.split('\n').length).toBeGreaterThan(4);
    expect(now[0]?.resolutions.map(({ number }) => number)).toEqual(['1-1', '1-2', '2-1']);
    const sealed = documents().filter(({ kind, sealedAt }) => kind === 'minutes' && sealedAt !== null);
    expect(sealed).toHaveLength(meetings.filter(({ header }) => header.state === 'signed').length);
  });

  test('ledgers have posted entries with numbers, waiting and refused ones, and a reversal that counts', () => {
    const ledgers = snapshots('ledger');
    const entries = ledgers.flatMap((ledger) => ledger.entries);
    const states = Object.groupBy(entries, ({ state }) => state);
    expect(states.posted?.length).toBeGreaterThan(80);
    expect(states.posted?.every(({ number }) => Number.isInteger(number))).toBe(true);
    expect(states.pending?.length).toBe(3);
    expect(states.refused?.map(({ reason }) => reason)).toEqual(['over-delivered']);
    expect(entries.filter(({ reversedBy }) => reversedBy !== null)).toHaveLength(1);
    expect(entries.filter(({ flaw }) => flaw !== null)).toEqual([]);
    const lesson = ledgers.find(({ card }) => card.title === '青禾课堂延时托管');
    expect(lesson?.totals.yuan).toEqual({ promised: 4_000_000, delivered: 3_600_000, used: 2_012_000 });
    expect(new Set(ledgers.map(({ card }) => card.stage)).size).toBe(4);
  });

  test('[DM9] the three roles see what is theirs, and the unit not one register or label', async () => {
    const play = async (role: string) => {
      const session = await it.call('POST', '/api/demo/session', { body: { role } });
      const { token, member, community, isDemo } = session.json;
      expect([session.status, isDemo, community.name]).toEqual([200, true, '青禾社区']);
      const listed = await it.call('GET', '/api/documents', { token });
      const addresses = listed.json.documents.map(({ address }) => address);
      return {
        token,
        post: member.post,
        addresses,
        registers: addresses.filter((each) => each.startsWith('register/')),
        care: addresses.filter((each) => each.startsWith('care/')),
      };
    };
    const committee = await play('committee');
    const branch = await play('branch');
    const unit = await play('unit');
    expect([committee.post, branch.post, unit.post]).toEqual(['社区党委 干事', '梧桐里支部 书记', '临溪小学 副校长']);
    expect(committee.addresses).toHaveLength(123);
    expect(branch.registers).toHaveLength(12);
    expect(branch.care.sort()).toEqual(['care/wutongli.g3/main', 'care/wutongli.g6/main']);
    expect(unit.care).toEqual([]);
    expect(branch.registers.every((each) => each.startsWith('register/wutongli.'))).toBe(true);
    expect(unit.registers).toEqual([]);
    expect(unit.addresses.filter((each) => !/^(minutes|followup|ledger)\/joint\/|^directory\//.test(each))).toEqual([]);
    expect(unit.addresses).toContain('minutes/joint/demo-joint-4');
    const knocks = await Promise.all([
      it.knock('register/wutongli.g3/main', { token: unit.token }),
      it.knock('register/nanyuan.g1/main', { token: branch.token }),
      it.knock('register/wutongli.g3/main', { token: branch.token }),
    ]);
    expect(knocks.map(({ status }) => status)).toEqual([404, 404, 101]);
  });

  test('[DM7] making it again changes nothing', async () => {
    const before = documents().map(({ address, seq }) => [address, seq]);
    expect((await it.call('POST', '/api/demo')).status).toBe(200);
    expect(documents().map(({ address, seq }) => [address, seq])).toEqual(before);
  });
});

describe('coming and going', () => {
  let it: TestHouse;
  beforeEach(async () => {
    it = await startHouse();
  });
  afterEach(() => it.dispose());

  test('[DM8] its removal leaves not one name in any file, closes its sockets and ends its sessions', async () => {
    await it.call('POST', '/api/demo');
    it.house.store.sqlite.pragma('wal_checkpoint(TRUNCATE)');
    const before = wholeFolder(it.folder);
    // A word may lie across two pages of the file; nearly all do not.
    const found = traces().filter((trace) => before.includes(trace));
    expect(found.length).toBeGreaterThan(traces().length * 0.9);
    expect(found.length).toBeGreaterThan(50);
    const { token } = (await it.call('POST', '/api/demo/session', { body: { role: 'branch' } })).json;
    const knock = await it.knock('register/wutongli.g3/main', { token });
    if (!knock.socket) throw new Error('not let in');
    let isClosed = false;
    knock.socket.once('close', () => {
      isClosed = true;
    });
    expect((await it.call('DELETE', '/api/demo')).status).toBe(204);
    await until(() => isClosed, 1_000);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(401);
    expect((await it.call('GET', '/api/setup')).json).toMatchObject({ hasDemo: false, communityName: null });
    const after = wholeFolder(it.folder);
    for (const trace of traces()) expect(after.includes(trace), trace).toBe(false);
    for (const table of ['documents', 'updates', 'baselines', 'members', 'grants', 'sessions']) {
      expect(it.house.store.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0);
    }
  });

  test('it can be made again after it was removed', async () => {
    await it.call('POST', '/api/demo');
    await it.call('DELETE', '/api/demo');
    expect((await it.call('POST', '/api/demo')).status).toBe(200);
    expect(listDocuments(it.house.store)).toHaveLength(123);
  });

  test('[DM8] the first real account sends it away and stays', async () => {
    await it.call('POST', '/api/demo');
    const body = { code: it.house.identity.firstRunCode(), communityName: '真社区', name: '真人', passphrase };
    const answer = await it.call('POST', '/api/setup', { body });
    expect(answer).toMatchObject({ status: 200, json: { community: { name: '真社区' }, isDemo: false } });
    expect(demoExists(it.house.store)).toBe(false);
    expect(listDocuments(it.house.store).map(({ address, isDemo }) => [address, isDemo])).toEqual([
      ['directory/community/main', false],
    ]);
    expect((await it.call('GET', '/api/documents', { cookie: answer.cookie ?? '' })).json.documents).toHaveLength(1);
  });

  test('[DM7] it does not come where real people or documents are', async () => {
    const { store, catalogue } = it.house;
    catalogue.ensureDirectory('真社区');
    expect(await createDemo(store)).toMatchObject({ ok: false, error: { type: 'CommunityInUse' } });
    expect((await it.call('POST', '/api/demo')).status).toBe(409);
    await it.person('甲', 'committee', 'community');
    expect(await createDemo(store)).toMatchObject({ ok: false, error: { type: 'CommunityInUse' } });
    expect(demoExists(store)).toBe(false);
    removeDemo(store);
    expect(listDocuments(store)).toHaveLength(1);
    expect(it.house.identity.findAccount('甲')).toBeDefined();
  });

  test('[DM7] what is cut off in the middle has not happened', async () => {
    const { store } = it.house;
    store.sqlite.exec(
      `CREATE TRIGGER cut BEFORE INSERT ON documents WHEN (SELECT count(*) FROM documents) = 50
       BEGIN SELECT RAISE(ABORT, 'cut off'); END`,
    );
    await expect(createDemo(store)).rejects.toThrow('cut off');
    expect(demoExists(store)).toBe(false);
    expect(listDocuments(store)).toEqual([]);
    store.sqlite.exec('DROP TRIGGER cut');
    expect(await createDemo(store)).toMatchObject({ ok: true, value: { documents: 123 } });
    expect(findDocument(store, listDocuments(store)[0]?.address as never)?.isDemo).toBe(true);
  });
});
