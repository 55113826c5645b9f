/**
 * Makes the frozen care document of schema version 1: `node tests/compat/care-v1.ts` writes frozen/care-v1.bin (the
 * document's state as a Yjs update) and frozen/care-v1.json (what it must read as, for ever). Run once when a version is
 * new; never again for the same version. The people in it are made up.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@lianxi/base';
import {
  careDefinition,
  careVersion,
  createAuthor,
  recordLabel,
  takeBackLabel,
  withdrawConsent,
} from '@lianxi/documents';
import * as Y from 'yjs';

const makeCare = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  let time = Date.UTC(2026, 8, 10, 6, 0);
  const clock = () => {
    time += 60_000;
    return time;
  };
  const author = createAuthor('mabc2345', clock, createSeededRandom(3));
  const other = createAuthor('mxyz2345', clock, createSeededRandom(4));
  doc.getMap('meta').set('version', careVersion);
  doc.getMap('meta').set('createdAt', time);
  const self = { isMinor: false, consentBy: 'self', consentOn: '2026-09-09', consentHow: 'written' } as const;
  const steps = [
    recordLabel(
      doc,
      { ...self, resident: 'r1', household: 'h1', label: 'aloneVisits', help: '每周三上午探访' },
      author,
      'c1',
    ),
    recordLabel(
      doc,
      {
        resident: 'r2',
        household: 'h1',
        label: 'childInNeed',
        isMinor: true,
        consentBy: 'guardian',
        guardian: '示例甲（祖母）',
        consentOn: '2026-09-10',
        consentHow: 'witnessed',
        witness: '示例乙',
      },
      author,
      'c2',
    ),
    recordLabel(doc, { ...self, resident: 'r3', household: 'h2', label: 'hardshipAid', help: '送餐' }, author, 'c3'),
    withdrawConsent(doc, 'c3', '2026-10-01', other),
    recordLabel(doc, { ...self, resident: 'r4', household: 'h2', label: 'illnessFollowUp' }, author, 'c4'),
    takeBackLabel(doc, 'c4', author),
  ];
  for (const step of steps) if (!step.ok) throw new Error(JSON.stringify(step.error));
  return doc;
};

if (process.argv[1] === import.meta.filename) {
  const doc = makeCare();
  const frozen = join(import.meta.dirname, 'frozen');
  writeFileSync(join(frozen, 'care-v1.bin'), Y.encodeStateAsUpdate(doc));
  writeFileSync(join(frozen, 'care-v1.json'), `${JSON.stringify(careDefinition.snapshot(doc), null, 2)}\n`);
}
