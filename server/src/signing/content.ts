import { hash } from 'node:crypto';
import { assert } from '@lianxi/base';
import { type Author, type Change, canonicalMinutes, commit, minutesTables, signingSchema } from '@lianxi/documents';
import type * as Y from 'yjs';

/** What stands in the document's own part of the relay's once it is signed. */
export interface Signing {
  readonly number: string;
  readonly issuer: string;
  readonly signedAt: number;
  readonly signedBy: string;
  readonly hash: string;
}

/** SHA-256, in lower-case hex, of the canonical text in UTF-8. */
export const hashMinutes = (doc: Y.Doc): string => hash('sha256', canonicalMinutes(doc), 'hex');

/** Writes who signed and when, then the hash over everything. */
export const writeSigning = (doc: Y.Doc, facts: Omit<Signing, 'hash'>, author: Author): Signing => {
  const write = (values: object) => {
    const changes = Object.entries(values).map(
      ([field, value]): Change => ({ type: 'set', table: signingSchema.name, id: 'self', field, value }),
    );
    const done = commit(doc, minutesTables, changes, author);
    assert(done.ok, done.ok ? '' : JSON.stringify(done.error));
  };
  write(facts);
  const signing = { ...facts, hash: hashMinutes(doc) };
  write({ hash: signing.hash });
  return signing;
};
