/**
 * Makes the frozen directory of schema version 2, which has templates of meetings: `node tests/compat/directory-v2.ts` writes
 * frozen/directory-v2.bin (the document's state as a Yjs update) and frozen/directory-v2.json (what it must read as, for ever). Run once
 * when a version is new; never again for the same version. The people and places in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  admitUnit,
  changeTemplate,
  createAuthor,
  describeCommunity,
  directoryDefinition,
  enterMember,
  foundPartyNode,
  layOutGrid,
  resetTemplate,
  takeOnGrid,
} from '@lianxi/documents';
import * as Y from 'yjs';

const makeDirectory = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 10, 29);
  const author = createAuthor('mabc2345', () => (time += 60_000), createSeededRandom(3));
  doc.getMap('meta').set('version', 2);
  doc.getMap('meta').set('createdAt', time);
  const community = { name: '青禾社区', committee: 'party-committee', levels: ['小区', '网格'] } as const;
  const agenda = [
    { title: '上次议定事项办结情况', minutes: 10 },
    { title: '其他', minutes: null },
  ];
  const steps = [
    describeCommunity(doc, community, author),
    enterMember(doc, { id: 'mabc2345', name: '甲', post: '副书记' }, author),
    foundPartyNode(doc, { id: 'p1', name: '青禾社区党委', kind: 'committee', parent: null, size: 214 }, author),
    layOutGrid(
      doc,
      { id: 'g1', parent: null, level: 0, name: '梧桐里小区', scope: 'wutongli', households: 960 },
      author,
    ),
    admitUnit(doc, { id: 'u1', name: '临溪小学', mark: '校', kind: 'school', scope: 'unit-linxi' }, author),
    takeOnGrid(doc, { from: 'u1', grid: 'g1', kind: 'sponsor' }, author),
    changeTemplate(
      doc,
      { type: 'joint', values: { title: '{年}年{季}季度联席会议', place: '议事厅', agenda } },
      author,
    ),
    changeTemplate(doc, { type: 'grid', values: { minutes: 45, leadDays: 3, invited: ['unit:u1'] } }, author),
    changeTemplate(doc, { type: 'branch-committee', values: { title: '支委会' } }, author),
    resetTemplate(doc, { type: 'branch-committee' }, author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  return doc;
};

const doc = makeDirectory();
const frozen = join(import.meta.dirname, 'frozen');
writeFileSync(join(frozen, 'directory-v2.bin'), Y.encodeStateAsUpdate(doc));
writeFileSync(join(frozen, 'directory-v2.json'), `${JSON.stringify(directoryDefinition.snapshot(doc), null, 2)}\n`);
