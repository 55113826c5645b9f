import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTopic, createAuthor, minutesTables, plainTextOf, snapshotMinutes, textOf } from '@lianxi/documents';
import { findUnknownContent } from '@lianxi/documents/minutes-text';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = () => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, 'minutes-v1.bin')));
  return doc;
};

test('[MN15] a meeting stored by schema version 1 reads as it did', () => {
  const expected = JSON.parse(readFileSync(join(frozen, 'minutes-v1.json'), 'utf8'));
  expect(JSON.parse(JSON.stringify(snapshotMinutes(open())))).toMatchObject(expected);
});

test('[MN15] reading a stored meeting writes nothing, and it can be worked on', () => {
  const doc = open();
  let updates = 0;
  doc.on('update', () => updates++);
  snapshotMinutes(doc);
  expect(findUnknownContent(textOf(doc, 't2'))).toEqual([]);
  expect(plainTextOf(textOf(doc, 't2'))).toContain('同意延续。');
  expect(updates).toBe(0);
  expect(addTopic(doc, { title: '新议题' }, createAuthor('m1')).ok).toBe(true);
  expect(snapshotMinutes(doc).agenda.at(-1)?.title).toBe('新议题');
});

test('[MN15] every container of version 1 is still a table of this version', () => {
  const names: string[] = minutesTables.map(({ name }) => name);
  const stored = [...open().share.keys()].filter((name) => name !== 'meta' && !name.startsWith('text/'));
  expect(stored.length).toBeGreaterThan(3);
  expect(stored.filter((name) => !names.includes(name))).toEqual([]);
});
