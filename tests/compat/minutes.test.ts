import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addTopic,
  allMinutesTables,
  canonicalMinutes,
  createAuthor,
  plainTextOf,
  snapshotMinutes,
  textOf,
} from '@lianxi/documents';
import { findUnknownContent } from '@lianxi/documents/minutes-text';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = (version: 1 | 2) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, `minutes-v${version}.bin`)));
  return doc;
};

test.each([1, 2] as const)('[MN15] a meeting stored by schema version %i reads as it did', (version) => {
  const expected = JSON.parse(readFileSync(join(frozen, `minutes-v${version}.json`), 'utf8'));
  expect(JSON.parse(JSON.stringify(snapshotMinutes(open(version))))).toMatchObject(expected);
});

test('[MN74] the text that a signature is over is what it was, to the last byte', () => {
  expect(canonicalMinutes(open(2))).toBe(readFileSync(join(frozen, 'minutes-v2.txt'), 'utf8'));
});

test('[MN15] reading a stored meeting writes nothing, and it can be worked on', () => {
  const doc = open(1);
  let updates = 0;
  doc.on('update', () => updates++);
  snapshotMinutes(doc);
  expect(findUnknownContent(textOf(doc, 't2'))).toEqual([]);
  expect(plainTextOf(textOf(doc, 't2'))).toContain('同意延续。');
  expect(updates).toBe(0);
  expect(addTopic(doc, { title: '新议题' }, createAuthor('m1')).ok).toBe(true);
  expect(snapshotMinutes(doc).agenda.at(-1)?.title).toBe('新议题');
});

test.each([1, 2] as const)('[MN15] every container of version %i is still a table of this version', (version) => {
  const names: string[] = allMinutesTables.map(({ name }) => name);
  const stored = [...open(version).share.keys()].filter((name) => name !== 'meta' && !name.startsWith('text/'));
  expect(stored.length).toBeGreaterThan(3);
  expect(stored.filter((name) => !names.includes(name))).toEqual([]);
});
