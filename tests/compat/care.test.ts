import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { careDefinition, careTables, createAuthor, projectCare, withdrawConsent } from '@lianxi/documents';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, 'care-v1.bin')));
  return doc;
};

test('[CA10] a care document stored by schema version 1 reads as it did, and reading writes nothing', () => {
  const doc = open();
  let updates = 0;
  doc.on('update', () => updates++);
  const expected = JSON.parse(readFileSync(join(frozen, 'care-v1.json'), 'utf8'));
  expect(JSON.parse(JSON.stringify(careDefinition.snapshot(doc)))).toMatchObject(expected);
  expect(expected.records).toHaveLength(3);
  expect(updates).toBe(0);
});

test('[CA10] it can be worked on, and every container of version 1 is still a table of this version', () => {
  const doc = open();
  expect(withdrawConsent(doc, 'c1', '2026-11-01', createAuthor('m1')).ok).toBe(true);
  expect(
    projectCare(doc)
      .records.get()
      .map(({ label }) => label),
  ).toEqual([null, 'childInNeed', null]);
  const stored = [...open().share.keys()].filter((name) => name !== 'meta');
  expect(stored).toEqual(careTables.map(({ name }) => name));
});
