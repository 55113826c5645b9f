import type { AddressParts } from '@lianxi/access';
import { assert } from '@lianxi/base';
import { commit, createAuthor, followupSeed, followupTables, type SignedMinutes } from '@lianxi/documents';
import * as Y from 'yjs';
import { seedOf } from '../catalogue/index.ts';

/** The first content of the follow-up of signed minutes. */
export const drawFollowup = (
  parts: AddressParts,
  minutes: SignedMinutes,
  scopes: ReadonlyMap<string, string>,
  now: number,
): Uint8Array => {
  const doc = new Y.Doc();
  const first = seedOf(parts, '', '', now);
  if (first) Y.applyUpdate(doc, first);
  const changes = followupSeed(minutes, (name) => scopes.get(name));
  const done = commit(
    doc,
    followupTables,
    changes,
    createAuthor('', () => now),
  );
  assert(done.ok, done.ok ? '' : JSON.stringify(done.error));
  const seed = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return seed;
};
