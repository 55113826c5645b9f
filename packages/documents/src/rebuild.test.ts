import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { careDefinition, careTables, recordLabel, withdrawConsent } from './care/index.ts';
import {
  addHousehold,
  correctResident,
  describeRegister,
  registerDefinition,
  registerTables,
  unlockColumns,
} from './register/index.ts';
import { createAuthor, rebuildWithout } from './table/index.ts';
import { careActs } from './testing/care-acts.ts';
import { registerActs } from './testing/register-acts.ts';
import { runReplicas } from './testing/replicas.ts';

const numbers = fc.array(fc.nat(2 ** 31), { minLength: 5, maxLength: 80 });
const contentOf = (doc: Y.Doc, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, doc.getMap(name).toJSON()]));
const without = (content: Record<string, Record<string, unknown>>, table: string, rows: readonly string[]) => ({
  ...content,
  [table]: Object.fromEntries(
    Object.entries(content[table] ?? {}).filter(
      ([key]) => !rows.some((row) => key === row || key.startsWith(`${row}/`)),
    ),
  ),
});

test('[ER1] a register without somebody holds everything else, key by key, whatever was written before and apart', async () => {
  const tables = registerTables.map(({ name }) => name);
  await fc.assert(
    fc.asyncProperty(numbers, fc.nat(), async (steps, which) => {
      const [replica] = await runReplicas({ numbers: steps, acts: registerActs, tables });
      if (!replica) throw new Error('no replica');
      const { doc } = replica;
      const residents = [...doc.getMap('residents').keys()].filter((key) => !key.includes('/')).sort();
      const gone = residents.length > 0 ? [residents[which % residents.length] ?? ''] : [];
      const before = contentOf(doc, tables);
      const rows = gone.flatMap((each) => registerDefinition.rowsAbout?.(doc, each) ?? []);
      const rebuilt = rebuildWithout(doc, rows);
      expect(contentOf(rebuilt, tables)).toEqual(without(before, 'residents', gone));
      expect(contentOf(doc, tables)).toEqual(before);
      // What whoever fetches it gets: the same, and not a byte of who went.
      const fetched = new Y.Doc();
      const bytes = Y.encodeStateAsUpdate(rebuilt);
      Y.applyUpdate(fetched, bytes);
      expect(registerDefinition.snapshot(fetched)).toEqual(registerDefinition.snapshot(rebuilt));
      for (const each of gone) expect(Buffer.from(bytes).includes(each)).toBe(false);
      expect(Y.decodeStateVector(Y.encodeStateVector(rebuilt)).size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 40 },
  );
});

test('[ER1] so does a document of labels: all consents of one resident go, withdrawn ones too, and no others', async () => {
  const tables = careTables.map(({ name }) => name);
  await fc.assert(
    fc.asyncProperty(numbers, fc.nat(5), async (steps, which) => {
      const [replica] = await runReplicas({ numbers: steps, acts: careActs });
      if (!replica) throw new Error('no replica');
      const { doc } = replica;
      const rows = careDefinition.rowsAbout?.(doc, `r${which}`) ?? [];
      const rebuilt = rebuildWithout(doc, rows);
      const gone = rows.map(({ row }) => row);
      expect(contentOf(rebuilt, tables)).toEqual(without(contentOf(doc, tables), 'labels', gone));
      expect(careDefinition.rowsAbout?.(rebuilt, `r${which}`)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('[ER2] values that were overwritten, withdrawn or lost are in no byte of what was rebuilt', () => {
  const doc = new Y.Doc();
  const author = createAuthor('m1');
  const about = { purpose: '服务居民', legalBasis: '试验', keepingPeriod: '两年', responsible: '书记' };
  expect(describeRegister(doc, about, author).ok).toBe(true);
  expect(unlockColumns(doc, ['note'], '走访', author).ok).toBe(true);
  const people = [{ name: '甲某', note: '第一次写的话' }, { name: '乙某' }];
  expect(addHousehold(doc, { room: '101' }, people, author).ok).toBe(true);
  const [first = '', second = ''] = [...doc.getMap('residents').keys()];
  expect(correctResident(doc, first, { phones: ['13800000001'] }, author).ok).toBe(true);
  expect(correctResident(doc, second, { note: '后来改掉的话' }, author).ok).toBe(true);
  expect(correctResident(doc, second, { note: '留下的话' }, author).ok).toBe(true);
  const bytes = Buffer.from(
    Y.encodeStateAsUpdate(rebuildWithout(doc, registerDefinition.rowsAbout?.(doc, first) ?? [])),
  );
  for (const word of ['甲某', '第一次写的话', '13800000001', '后来改掉的话', first])
    expect(bytes.includes(word)).toBe(false);
  for (const word of ['乙某', '留下的话']) expect(bytes.includes(word)).toBe(true);

  const care = new Y.Doc();
  const consent = { household: 'h1', isMinor: false, consentBy: 'self', guardian: null, witness: null } as const;
  const label = {
    ...consent,
    label: 'aloneVisits',
    help: '每周三',
    consentOn: '2026-01-01',
    consentHow: 'written',
  } as const;
  expect(recordLabel(care, { ...label, resident: first }, author).ok).toBe(true);
  expect(recordLabel(care, { ...label, resident: second, help: '每周五' }, author).ok).toBe(true);
  const [own = ''] = careDefinition.rowsAbout?.(care, first).map(({ row }) => row) ?? [];
  expect(withdrawConsent(care, own, '2026-02-01', author).ok).toBe(true);
  const rest = Buffer.from(Y.encodeStateAsUpdate(rebuildWithout(care, careDefinition.rowsAbout?.(care, first) ?? [])));
  for (const word of ['每周三', first, own]) expect(rest.includes(word)).toBe(false);
  expect(rest.includes('每周五')).toBe(true);
});

test('[ER1] what is no flat table is not rebuilt', () => {
  const nested = new Y.Doc();
  nested.getMap('residents').set('r1', new Y.Map());
  expect(() => rebuildWithout(nested, [])).toThrow();
  const list = new Y.Doc();
  list.getArray('residents').push([1]);
  expect(() => rebuildWithout(list, [])).toThrow();
});
