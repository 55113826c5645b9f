/**
 * Makes the frozen register of schema version 1: `node tests/compat/register-v1.ts` writes frozen/register-v1.bin (the
 * document's state as a Yjs update) and frozen/register-v1.json (what it must read as, for ever). Run once when a version
 * is new; never again for the same version. The people in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom, type Json } from '@lianxi/base';
import {
  addHousehold,
  addResident,
  type Change,
  commitRegister,
  correctResident,
  createAuthor,
  describeRegister,
  moveOut,
  recordDeath,
  registerDefinition,
  removeResident,
} from '@lianxi/documents';
import * as Y from 'yjs';

export const makeRegister = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 8, 10, 6, 0);
  const clock = () => {
    time += 60_000;
    return time;
  };
  const author = createAuthor('mabc2345', clock, createSeededRandom(3));
  doc.getMap('meta').set('version', 1);
  doc.getMap('meta').set('createdAt', time);
  const set = (field: string, value: Json): Change => ({ type: 'set', table: 'about', id: 'self', field, value });
  const steps = [
    describeRegister(
      doc,
      {
        grid: '三网格',
        compound: '梧桐里小区',
        purpose: '网格日常联系与走访',
        legalBasis: '城市居民委员会组织法第三条',
        keepingPeriod: '迁出满 1 年后删除',
        responsible: '何佩兰 社区党委副书记',
      },
      author,
    ),
    // As version 1 unlocked: a list, and one reason for all of it.
    commitRegister(doc, [set('unlockReason', '换届选民登记'), set('unlocked', ['idNumber'])], author),
    addHousehold(doc, { building: '3', entrance: '2', room: '501', use: 'home' }, [], author, 'h1'),
    addHousehold(doc, { building: '3', entrance: '2', room: '负1', use: 'shop', remark: '南门' }, [], author, 'h2'),
    addResident(
      doc,
      'h1',
      {
        name: '何秀兰',
        sex: '2',
        phones: ['13800000001', '029-88000001'],
        idNumber: '990101195207057666',
        birth: '1952-07-05',
        relation: '02',
        residence: 'permanent',
        partyMember: true,
        note: '下午在家',
      },
      author,
      'r1',
    ),
    addResident(doc, 'h1', { name: '𠮷田美和', birth: '1980-02', relation: '97', relationText: '姑父' }, author, 'r2'),
    addResident(doc, 'h1', { name: '张明', relation: '20', residence: 'separated' }, author, 'r3'),
    addResident(doc, 'h2', { name: '误录' }, author, 'r4'),
    correctResident(doc, 'r1', { phones: ['13800000002'], note: null }, author),
    moveOut(doc, 'r2', '2026-05', author),
    recordDeath(doc, 'r3', '2026-06-01', author),
    removeResident(doc, 'r4', author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  // A lost value and a settled one, as two devices leave them.
  const residents = doc.getMap('residents');
  residents.set('r1/residence!1700000000000-mxyz', ['tenant', 1_700_000_000_000, 'mxyz']);
  residents.set('r1/note!1700000000000-mxyz', ['上午在家', 1_700_000_000_000, 'mxyz', 1_700_000_060_000, 'mabc2345']);
  const settled = commitRegister(
    doc,
    [{ type: 'set', table: 'households', id: 'h2', field: 'remark', value: '北门' }],
    author,
  );
  if (!settled.ok) throw new Error(JSON.stringify(settled.error));
  return doc;
};

if (process.argv[1] === import.meta.filename) {
  const doc = makeRegister();
  const frozen = join(import.meta.dirname, 'frozen');
  writeFileSync(join(frozen, 'register-v1.bin'), Y.encodeStateAsUpdate(doc));
  writeFileSync(join(frozen, 'register-v1.json'), `${JSON.stringify(registerDefinition.snapshot(doc), null, 2)}\n`);
}
