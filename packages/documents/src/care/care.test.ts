import { createSeededRandom } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createAuthor, isCell } from '../table/index.ts';
import { careActs } from '../testing/care-acts.ts';
import { runReplicas } from '../testing/replicas.ts';
import {
  careTables,
  type NewLabel,
  projectCare,
  recordLabel,
  recordsOf,
  takeBackLabel,
  withdrawConsent,
} from './index.ts';

const open = () => {
  const doc = new Y.Doc();
  let time = 1_000;
  const author = createAuthor('m1', () => ++time, createSeededRandom(1));
  return { doc, author, care: projectCare(doc) };
};
const consented: NewLabel = {
  resident: 'r1',
  household: 'h1',
  label: 'aloneVisits',
  help: '每周三上午探访',
  isMinor: false,
  consentBy: 'self',
  consentOn: '2026-09-09',
  consentHow: 'written',
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const problemOf = (change: Partial<NewLabel>) => {
  const { doc, author } = open();
  const result = recordLabel(doc, { ...consented, ...change }, author);
  if (result.ok) return 'recorded';
  expect([...doc.getMap('labels').keys()]).toEqual([]);
  return 'problem' in result.error ? result.error.problem : result.error.type;
};

test('[CA2] [CA3] a label is recorded with who consented, when, how and by whose record, and with ids alone', () => {
  const { doc, author, care } = open();
  must(recordLabel(doc, consented, author, 'c1'));
  expect(care.records.get()).toEqual([
    {
      id: 'c1',
      resident: 'r1',
      household: 'h1',
      label: 'aloneVisits',
      help: '每周三上午探访',
      isMinor: false,
      consent: {
        by: 'self',
        guardian: null,
        on: '2026-09-09',
        how: 'written',
        witness: null,
        recordedBy: 'm1',
        recordedAt: 1_001,
      },
      withdrawn: null,
    },
  ]);
  expect(recordLabel(doc, consented, author)).toMatchObject({
    ok: false,
    error: { type: 'AlreadyLabelled', id: 'c1' },
  });
  must(recordLabel(doc, { ...consented, resident: 'r2' }, author));
  must(recordLabel(doc, { ...consented, label: 'hardshipAid' }, author));
  expect(recordsOf(care.records.get(), 'r1')).toHaveLength(2);
});

test('[CA3] nothing is recorded that rests on half a consent', () => {
  expect(problemOf({})).toBe('recorded');
  expect(problemOf({ label: null })).toBe('LabelMissing');
  expect(problemOf({ resident: ' ' })).toBe('person-missing');
  expect(problemOf({ household: null })).toBe('person-missing');
  expect(problemOf({ isMinor: null })).toBe('age-missing');
  expect(problemOf({ consentBy: null })).toBe('giver-missing');
  expect(problemOf({ consentOn: '2026-09' })).toBe('day-missing');
  expect(problemOf({ consentHow: null })).toBe('way-missing');
  expect(problemOf({ consentHow: 'witnessed' })).toBe('witness-missing');
  expect(problemOf({ consentHow: 'witnessed', witness: '　' })).toBe('witness-missing');
  expect(problemOf({ consentHow: 'witnessed', witness: '示例乙' })).toBe('recorded');
  expect(problemOf({ guardian: '示例甲' })).toBe('guardian-unfit');
});

test('[CA4] under 14 it takes a guardian, by name; a guardian may also speak for a grown person', () => {
  expect(problemOf({ isMinor: true })).toBe('guardian-required');
  expect(problemOf({ isMinor: true, consentBy: 'guardian' })).toBe('guardian-missing');
  expect(problemOf({ isMinor: true, consentBy: 'guardian', guardian: '示例甲（母亲）' })).toBe('recorded');
  expect(problemOf({ consentBy: 'guardian', guardian: '示例甲（女儿）' })).toBe('recorded');
});

test('[CA6] withdrawing blanks what was told and keeps that it was given and withdrawn; it is final', () => {
  const { doc, author, care } = open();
  must(recordLabel(doc, consented, author, 'c1'));
  const later = createAuthor('m2', () => 9_000);
  must(withdrawConsent(doc, 'c1', '2026-10-01', later));
  expect(care.records.get()).toMatchObject([
    {
      label: null,
      help: null,
      consent: { on: '2026-09-09', recordedBy: 'm1' },
      withdrawn: { on: '2026-10-01', recordedBy: 'm2', recordedAt: 9_000 },
    },
  ]);
  expect(withdrawConsent(doc, 'c1', '2026-10-02', author)).toMatchObject({
    ok: false,
    error: { type: 'AlreadyWithdrawn' },
  });
  expect(withdrawConsent(doc, 'c2', '2026-10-02', author)).toMatchObject({ ok: false, error: { type: 'NoSuchRow' } });
  const told = JSON.stringify(doc.toJSON());
  expect(told).not.toContain('aloneVisits');
  expect(told).not.toContain('每周三');
  // Not in the history either that this document's state still holds.
  const state = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('utf8');
  expect(state).not.toContain('aloneVisits');
  expect(state).not.toContain('每周三');
  must(recordLabel(doc, { ...consented, consentOn: '2026-11-01' }, author));
  expect(recordsOf(care.records.get(), 'r1').map(({ label }) => label)).toEqual(['aloneVisits', null]);
});

test('[CA7] what should never have been recorded is blanked and hidden', () => {
  const { doc, author, care } = open();
  must(recordLabel(doc, consented, author, 'c1'));
  must(takeBackLabel(doc, 'c1', author));
  expect(care.records.get()).toEqual([]);
  expect(JSON.stringify(doc.toJSON())).not.toContain('aloneVisits');
});

test('[CA8] what stands without a consent, or after it was withdrawn, is not read', () => {
  const { doc, author, care } = open();
  const labels = doc.getMap('labels');
  labels.set('c1', { resident: 'r1', household: 'h1', $at: 1, $by: 'm1' });
  labels.set('c1/label', ['hardshipAid', 1, 'm1']);
  labels.set('c2/label', ['hardshipAid', 1, 'm1']);
  expect(care.records.get()).toEqual([]);
  must(recordLabel(doc, consented, author, 'c3'));
  must(withdrawConsent(doc, 'c3', '2026-10-01', author));
  labels.set('c3/label', ['aloneVisits', 9_999, 'm1']);
  expect(care.records.get()).toMatchObject([{ id: 'c3', label: null, withdrawn: { on: '2026-10-01' } }]);
});

test('[CA8] records and the list keep their identity until they change', () => {
  const { doc, author, care } = open();
  must(recordLabel(doc, consented, author, 'c1'));
  must(recordLabel(doc, { ...consented, resident: 'r2' }, author, 'c2'));
  let calls = 0;
  const stop = care.records.subscribe(() => calls++);
  const [first, second] = care.records.get();
  must(withdrawConsent(doc, 'c2', '2026-10-01', author));
  expect(calls).toBe(1);
  expect(care.records.get()[0]).toBe(first);
  expect(care.records.get()[1]).not.toBe(second);
  doc.getMap('other').set('x', 1);
  expect(calls).toBe(1);
  stop();
  expect(care.records.listenerCount).toBe(0);
});

test('[CA9] devices that were apart read the same, and of what anybody withdrew no device holds a detail', async () => {
  let withdrawn = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 20, maxLength: 80 }), async (numbers) => {
      const replicas = await runReplicas({ numbers, acts: careActs, tables: careTables.map(({ name }) => name) });
      const read = replicas.map(({ doc }) => projectCare(doc).records.get());
      for (const each of read) expect(each).toEqual(read[0]);
      for (const { doc } of replicas) {
        const labels = doc.getMap('labels');
        for (const key of labels.keys()) {
          if (!key.endsWith('/withdrawnOn')) continue;
          withdrawn++;
          const id = key.slice(0, key.indexOf('/'));
          const details = [...labels].filter(
            ([each]) => /^(label|help)/.test(each.slice(id.length + 1)) && each.startsWith(`${id}/`),
          );
          for (const [, cell] of details) expect(isCell(cell) && cell[0] === null).toBe(true);
        }
      }
    }),
    { numRuns: 80 },
  );
  expect(withdrawn).toBeGreaterThan(50);
}, 60_000);
