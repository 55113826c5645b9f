import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Write, Writer } from '../kind.ts';
import { createAuthor } from '../table/index.ts';
import { careRules, careTables, recordLabel, takeBackLabel, withdrawConsent } from './index.ts';

const branch: Writer = { member: 'm1', isCommittee: false, units: [], isServer: false };
const consent = {
  resident: 'r1',
  household: 'h1',
  isMinor: false,
  consentBy: 'self',
  consentOn: '2026-09-09',
  consentHow: 'written',
  $at: 1,
  $by: 'm1',
};
const cell = (value: unknown, member = 'm1') => [value, 2, member];
/** `standing`: what would stand once the update is taken, the write itself included. */
const ruleOf = (
  key: string,
  value: unknown,
  { standing = {}, writer = branch, exists = false }: { standing?: object; writer?: Writer; exists?: boolean } = {},
): string => {
  const stands: Record<string, unknown> = { [key]: value, ...standing };
  const write: Write = { container: 'labels', key, value, exists, writer, standing: (_, each) => stands[each] };
  const result = careRules.mayWrite(write);
  return result.ok ? 'accepted' : result.error.rule;
};
const standing = { c1: consent };

test('[CA3] [CA4] the relay takes a consent that is whole, and no half one', () => {
  expect(ruleOf('c1', consent)).toBe('accepted');
  const cases: readonly [object, string][] = [
    [{ resident: '' }, 'person-missing'],
    [{ isMinor: undefined }, 'unfit-value'],
    [{ isMinor: null }, 'age-missing'],
    [{ consentBy: 'neighbour' }, 'unfit-value'],
    [{ consentBy: null }, 'giver-missing'],
    [{ isMinor: true }, 'guardian-required'],
    [{ isMinor: true, consentBy: 'guardian' }, 'guardian-missing'],
    [{ isMinor: true, consentBy: 'guardian', guardian: '示例甲' }, 'accepted'],
    [{ consentOn: '2026' }, 'day-missing'],
    [{ consentHow: 'witnessed' }, 'witness-missing'],
    [{ $by: 'm2' }, 'stamp-of-another'],
  ];
  for (const [change, rule] of cases) expect([change, ruleOf('c1', { ...consent, ...change })]).toEqual([change, rule]);
  expect(ruleOf('c1', consent, { exists: true })).toBe('row-exists');
});

test('[CA2] a label outside of the list, a field that is none of ours and another table are refused', () => {
  for (const label of ['key-person', 'religion', '精神病', 'score', '']) {
    expect(ruleOf('c1/label', cell(label), { standing })).toBe('unfit-value');
  }
  for (const field of ['name', 'score', 'ethnicity', 'note', '__proto__']) {
    expect(ruleOf(`c1/${field}`, cell('x'), { standing })).toBe('unfit-value');
  }
  const write: Write = { container: 'people', key: 'x', value: {}, exists: false, writer: branch };
  expect(careRules.mayWrite(write)).toMatchObject({ ok: false, error: { rule: 'unknown-container' } });
});

test('[CA3] [CA5] a detail needs a consent beside it, is written once, and by whoever recorded the consent', () => {
  const label = cell('aloneVisits');
  expect(ruleOf('c1/label', label, { standing })).toBe('accepted');
  expect(ruleOf('c1/label', label)).toBe('no-consent');
  expect(ruleOf('c1/label', label, { standing: { c1: { ...consent, isMinor: true } } })).toBe('no-consent');
  expect(ruleOf('c1/label', label, { standing, exists: true })).toBe('detail-is-final');
  expect(ruleOf('c1/help', cell('送餐', 'm2'), { standing, writer: { ...branch, member: 'm2' } })).toBe(
    'stamp-of-another',
  );
  // In the row it could never be blanked.
  expect(ruleOf('c1', { ...consent, label: 'aloneVisits' })).toBe('detail-in-row');
  expect(ruleOf('c1', { ...consent, help: '送餐' })).toBe('detail-in-row');
  for (const field of ['resident', 'guardian', 'consentOn', 'witness', 'isMinor']) {
    expect(ruleOf(`c1/${field}`, cell(null), { standing })).toBe('consent-is-final');
  }
  const blind: Write = { container: 'labels', key: 'c1/label', value: label, exists: false, writer: branch };
  expect(careRules.mayWrite(blind)).toMatchObject({ ok: false, error: { rule: 'no-consent' } });
});

test('[CA6] a withdrawal leaves no detail, is not taken back, and nothing is told after it', () => {
  const told = { ...standing, 'c1/label': cell('aloneVisits') };
  const blanked = { ...standing, 'c1/label': cell(null), 'c1/help': cell(null) };
  expect(ruleOf('c1/withdrawnOn', cell('2026-10-01'), { standing: told })).toBe('details-left');
  expect(ruleOf('c1/withdrawnOn', cell('2026-10-01'), { standing: blanked })).toBe('accepted');
  // Two withdraw apart.
  expect(ruleOf('c1/withdrawnOn', cell('2026-10-02'), { standing: blanked, exists: true })).toBe('accepted');
  expect(ruleOf('c1/withdrawnOn', cell(null), { standing: blanked, exists: true })).toBe('withdrawal-is-final');
  expect(ruleOf('c1/withdrawnOn', cell('2026'), { standing: blanked })).toBe('withdrawal-is-final');
  const withdrawn = { ...standing, 'c1/withdrawnOn': cell('2026-10-01') };
  expect(ruleOf('c1/help', cell('送餐'), { standing: withdrawn })).toBe('consent-withdrawn');
  expect(ruleOf('c1/help', cell('送餐'), { standing: { ...standing, 'c1/~': cell(true) } })).toBe('consent-withdrawn');
  // Recorded and withdrawn in one update: what stands is the blank.
  expect(ruleOf('c1/help', cell('送餐'), { standing: { ...withdrawn, 'c1/help': cell(null) } })).toBe('accepted');
  expect(ruleOf('c1/label', cell(null), { standing: withdrawn, exists: true })).toBe('accepted');
  for (const lost of ['c1/label!2-m2', 'c1/help!2-m2', 'c1/guardian!2-m2']) {
    const value = lost.includes('label') ? 'aloneVisits' : 'x';
    expect(ruleOf(lost, cell(value), { standing })).toBe('consent-is-final');
  }
  expect(ruleOf('c1/withdrawnOn!2-m2', cell('2026-10-02', 'm2'), { standing })).toBe('accepted');
});

test('[CA7] only who recorded it, and the committee, take a record back; blanked, and for good', () => {
  const others = { ...branch, member: 'm2' };
  expect(ruleOf('c1/~', cell(true), { standing })).toBe('accepted');
  expect(ruleOf('c1/~', cell(true, 'm2'), { standing, writer: others })).toBe('record-of-another');
  expect(ruleOf('c1/~', cell(true, 'm2'), { standing, writer: { ...others, isCommittee: true } })).toBe('accepted');
  expect(ruleOf('c1/~', cell(true), { standing: { ...standing, 'c1/help': cell('送餐') } })).toBe('details-left');
  expect(ruleOf('c1/~', cell(false), { standing, exists: true })).toBe('removal-is-final');
  for (const { name } of careTables) expect(careRules.mayDelete(name)).toBe(false);
});

test('[CA3] everything that the intents write is accepted', () => {
  const doc = new Y.Doc();
  const labels = doc.getMap('labels');
  const refused: string[] = [];
  const known = new Set<string>();
  labels.observe((event) => {
    for (const key of event.keysChanged) {
      const write: Write = {
        container: 'labels',
        key,
        value: labels.get(key),
        exists: known.has(key),
        writer: branch,
        standing: (_, each) => labels.get(each),
      };
      const result = careRules.mayWrite(write);
      if (!result.ok) refused.push(`${key} ${result.error.rule}`);
      known.add(key);
    }
  });
  const author = createAuthor('m1');
  const { $at: _at, $by: _by, ...values } = consent;
  const asked = { ...values, consentBy: 'self', consentHow: 'written', label: 'hardshipAid', help: '送餐' } as const;
  for (const id of ['c1', 'c2']) {
    const recorded = recordLabel(doc, { ...asked, resident: id }, author, id);
    expect(recorded.ok).toBe(true);
  }
  expect(withdrawConsent(doc, 'c1', '2026-10-01', author).ok).toBe(true);
  expect(takeBackLabel(doc, 'c2', author).ok).toBe(true);
  expect(refused).toEqual([]);
  expect(known.size).toBe(8);
});
