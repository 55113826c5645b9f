import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createAuthor,
  directoryDefinition,
  enterMember,
  ledgerDefinition,
  projectLedger,
  reverseEntry,
} from '@lianxi/documents';
import { expect, test } from 'vitest';
import * as Y from 'yjs';

const frozen = join(import.meta.dirname, 'frozen');
const open = (kind: string, version = 1) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readFileSync(join(frozen, `${kind}-v${version}.bin`)));
  return doc;
};

test.each([
  ['[LG13]', 1, ledgerDefinition],
  ['[DR10]', 1, directoryDefinition],
  ['[DR10]', 2, directoryDefinition],
])('%s what schema version %i stored reads as it did, and reading writes nothing', (_, version, definition) => {
  const doc = open(definition.kind, version);
  let updates = 0;
  doc.on('update', () => updates++);
  const expected = JSON.parse(readFileSync(join(frozen, `${definition.kind}-v${version}.json`), 'utf8'));
  expect(JSON.parse(JSON.stringify(definition.snapshot(doc)))).toMatchObject(expected);
  expect(updates).toBe(0);
});

test('[LG13] a stored ledger can be worked on', () => {
  const doc = open('ledger');
  const author = createAuthor('m1');
  expect(reverseEntry(doc, { id: 'e2', item: '冲正', date: '2026-09-09' }, author).ok).toBe(true);
  expect(projectLedger(doc).entries.totals.get().session).toEqual({ promised: 72, delivered: 0, used: 0 });
});

test('[DR10] a stored directory can be worked on', () => {
  expect(enterMember(open('directory'), { name: '丙' }, createAuthor('m1')).ok).toBe(true);
});
