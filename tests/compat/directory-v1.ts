/**
 * Makes the frozen directory of schema version 1: `node tests/compat/directory-v1.ts` writes frozen/directory-v1.bin (the
 * document's state as a Yjs update) and frozen/directory-v1.json (what it must read as, for ever). Run once when a version
 * is new; never again for the same version. The people and places in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  admitUnit,
  changeGrid,
  createAuthor,
  describeCommunity,
  directoryDefinition,
  enterMember,
  foundPartyNode,
  layOutGrid,
  moveGrid,
  partWithUnit,
  takeOnGrid,
} from '@lianxi/documents';
import * as Y from 'yjs';

const makeDirectory = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 0, 5);
  const author = createAuthor('mabc2345', () => (time += 60_000), createSeededRandom(3));
  doc.getMap('meta').set('version', 1);
  doc.getMap('meta').set('createdAt', time);
  const grid = (id: string, parent: string | null, level: number, name: string, scope: string) =>
    layOutGrid(doc, { id, parent, level, name, scope, households: 96 }, author);
  const steps = [
    describeCommunity(
      doc,
      { name: '青禾社区', committee: 'party-committee', levels: ['片区', '小区', '网格'] },
      author,
    ),
    enterMember(doc, { id: 'mabc2345', name: '甲', post: '副书记' }, author),
    enterMember(doc, { id: 'mdef2345', name: '乙𠮷', post: '书记', partyNode: 'p2', phone: '13800000000' }, author),
    foundPartyNode(doc, { id: 'p1', name: '青禾社区党委', kind: 'committee', parent: null, size: 214 }, author),
    foundPartyNode(
      doc,
      { id: 'p2', name: '梧桐里支部', kind: 'branch', parent: 'p1', secretary: 'mdef2345', size: 62 },
      author,
    ),
    foundPartyNode(doc, { id: 'p3', name: '西片党小组', kind: 'group', parent: 'p2' }, author),
    grid('g1', null, 0, '晨光片区', 'chenguang'),
    grid('g2', 'g1', 1, '梧桐里小区', 'wutongli'),
    grid('g3', 'g2', 2, '一网格', 'wutongli.g1'),
    grid('g4', 'g1', 2, '二网格', 'wutongli.g2'),
    grid('g5', 'g1', 2, '三网格', 'dongmen'),
    moveGrid(doc, { id: 'g4', parent: 'g2', before: 'g3' }, author),
    changeGrid(doc, { id: 'g3', values: { keeper: 'mdef2345', extent: '1号楼', code: '330106001002003' } }, author),
    admitUnit(doc, { id: 'u1', name: '临溪小学', mark: '校', kind: 'school', scope: 'unit-linxi' }, author),
    admitUnit(doc, { id: 'u2', name: '惠民超市', kind: 'shop', scope: 'unit-huimin' }, author),
    partWithUnit(doc, 'u2', author),
    takeOnGrid(doc, { from: 'p2', grid: 'g2', kind: 'responsible' }, author),
    takeOnGrid(doc, { from: 'u1', grid: 'g5', kind: 'sponsor' }, author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  return doc;
};

const doc = makeDirectory();
const frozen = join(import.meta.dirname, 'frozen');
writeFileSync(join(frozen, 'directory-v1.bin'), Y.encodeStateAsUpdate(doc));
writeFileSync(join(frozen, 'directory-v1.json'), `${JSON.stringify(directoryDefinition.snapshot(doc), null, 2)}\n`);
