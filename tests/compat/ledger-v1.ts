/**
 * Makes the frozen ledger of schema version 1: `node tests/compat/ledger-v1.ts` writes frozen/ledger-v1.bin (the document's
 * state as a Yjs update) and frozen/ledger-v1.json (what it must read as, for ever). Run once when a version is new; never
 * again for the same version. What it tells of is made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  createAuthor,
  describeProject,
  enterStage,
  leaveNote,
  ledgerDefinition,
  ledgerVersion,
  type NewEntry,
  recordEntry,
  reverseEntry,
  setMilestone,
} from '@lianxi/documents';
import * as Y from 'yjs';

const makeLedger = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 4, 6);
  const author = createAuthor('mabc2345', () => (time += 60_000), createSeededRandom(3));
  doc.getMap('meta').set('version', ledgerVersion);
  doc.getMap('meta').set('createdAt', time);
  const enter = (id: string, entry: Omit<NewEntry, 'id' | 'date'>) =>
    recordEntry(doc, { id, date: '2026-09-03', ...entry }, author);
  const linxi = { unit: 'unit-linxi', item: '操场及 2 间教室' };
  const steps = [
    describeProject(doc, { title: '青禾课堂延时托管', code: '临溪—青禾—2026—007', lead: 'unit-linxi' }, author),
    describeProject(doc, { partners: ['惠民超市', '农商银行'], person: 'mdef2345', summary: '放学后两小时。' }, author),
    enterStage(doc, { stage: 'ask', today: '2026-05-06' }, author),
    enterStage(doc, { stage: 'decide', today: '2026-06-12' }, author),
    setMilestone(doc, { title: '暑期首场开课', due: '2026-07-01' }, author),
    leaveNote(doc, '雨天改到大厅。', author),
    enter('e1', { ...linxi, step: 'promised', measure: 'session', quantity: 72 }),
    enter('e2', { ...linxi, step: 'delivered', measure: 'session', quantity: 12 }),
    enter('e3', { unit: 'unit-huimin', item: '文具包', step: 'delivered', measure: 'piece', quantity: 30 }),
    enter('e4', { unit: 'community', item: '材料费', step: 'used', measure: 'yuan', quantity: 1_200_000 }),
    reverseEntry(doc, { id: 'e3', item: '件数录重', date: '2026-09-05' }, author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  doc.getMap('outcomes').set('e1', { state: 'posted', number: 1, at: time });
  doc.getMap('outcomes').set('e4', { state: 'refused', reason: 'over-delivered', at: time });
  return doc;
};

const doc = makeLedger();
const frozen = join(import.meta.dirname, 'frozen');
writeFileSync(join(frozen, 'ledger-v1.bin'), Y.encodeStateAsUpdate(doc));
writeFileSync(join(frozen, 'ledger-v1.json'), `${JSON.stringify(ledgerDefinition.snapshot(doc), null, 2)}\n`);
