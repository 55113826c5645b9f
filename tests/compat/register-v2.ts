/**
 * Makes the frozen register of schema version 2: `node tests/compat/register-v2.ts` writes frozen/register-v2.bin (the
 * document's state as a Yjs update) and frozen/register-v2.json (what it must read as, for ever). Run once when a version
 * is new; never again for the same version. The people in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  addHousehold,
  addResident,
  correctResident,
  createAuthor,
  describeRegister,
  lockColumns,
  registerDefinition,
  unlockColumns,
} from '@lianxi/documents';
import * as Y from 'yjs';

export const makeRegister = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 10, 29, 6, 0);
  const clock = () => {
    time += 60_000;
    return time;
  };
  const author = createAuthor('mabc2345', clock, createSeededRandom(3));
  doc.getMap('meta').set('version', 2);
  doc.getMap('meta').set('createdAt', time);
  const about = {
    grid: '三网格',
    compound: '梧桐里小区',
    purpose: '网格日常联系与走访',
    legalBasis: '城市居民委员会组织法第三条',
    keepingPeriod: '迁出满 1 年后删除',
    responsible: '何佩兰 社区党委副书记',
  };
  const person = {
    name: '何秀兰',
    phones: ['13800000001'],
    relation: '02',
    sex: '2',
    birth: '1952-07-05',
    residence: 'permanent',
    note: '下午在家',
  } as const;
  const steps = [
    describeRegister(doc, about, author),
    unlockColumns(doc, ['sex', 'birth'], '高龄津贴核对年龄', author),
    unlockColumns(doc, ['residence', 'note'], '出租房屋登记', author),
    addHousehold(doc, { building: '3', entrance: '2', room: '501', remark: '南门' }, [], author, 'h1'),
    addResident(doc, 'h1', person, author, 'r1'),
    addResident(doc, 'h1', { name: '张明', relation: '20', sex: '1', birth: '1980-02' }, author, 'r2'),
    correctResident(doc, 'r1', { birth: '1952-07-06' }, author),
    lockColumns(doc, ['birth', 'note'], author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  return doc;
};

if (process.argv[1] === import.meta.filename) {
  const doc = makeRegister();
  const frozen = join(import.meta.dirname, 'frozen');
  writeFileSync(join(frozen, 'register-v2.bin'), Y.encodeStateAsUpdate(doc));
  writeFileSync(join(frozen, 'register-v2.json'), `${JSON.stringify(registerDefinition.snapshot(doc), null, 2)}\n`);
}
