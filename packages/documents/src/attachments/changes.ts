import { createUuid } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, projectTable, type TableProjection } from '../table/index.ts';
import { type AttachmentType, attachmentsSchema } from './schema.ts';

/** A file that was made ready: its bytes are kept apart, under their hash. */
export interface NewAttachment {
  readonly hash: string;
  readonly name: string;
  readonly type: AttachmentType;
  readonly width: number;
  readonly height: number;
}

export interface Attachment extends NewAttachment {
  readonly id: string;
  readonly about: string;
  /** A member's id, and when (ms, by the writer's clock). */
  readonly by: string;
  readonly at: number;
}

const { name: table } = attachmentsSchema;
const longestName = 120;

/** What puts files beside something. */
export const attach = (about: string, files: readonly NewAttachment[], author: Author): readonly Change[] =>
  files.flatMap(({ hash, name, type, width, height }): Change[] => {
    const id = createUuid(author.clock, author.random);
    return [
      { type: 'create', table, id, values: { about, name: name.slice(0, longestName), type, width, height } },
      { type: 'set', table, id, field: 'hash', value: hash },
    ];
  });

/** What takes some away; nothing names their bytes from then on. */
export const detach = (ids: readonly string[]): readonly Change[] =>
  ids.flatMap((id): Change[] => [
    { type: 'set', table, id, field: 'hash', value: null },
    { type: 'remove', table, id },
  ]);

export type AttachmentRows = TableProjection<(typeof attachmentsSchema)['fields']>;
export const projectAttachments = (doc: Y.Doc): AttachmentRows => projectTable(doc.getMap(table), attachmentsSchema);

/** Those that can be fetched, oldest first. */
export const readAttachments = (doc: Y.Doc): readonly Attachment[] => {
  const rows = projectAttachments(doc);
  const read = attachmentsIn(rows);
  rows.destroy();
  return read;
};

/** What came together stands by name. */
export const attachmentsIn = (rows: AttachmentRows): readonly Attachment[] =>
  rows
    .ids()
    .flatMap((id): Attachment[] => {
      const { about, hash, name, type, width, height } = rows.values(id);
      if (!about || !hash || !type) return [];
      const { createdBy: by = '', createdAt: at = 0 } = rows.row(id) ?? {};
      return [{ id, about, hash, name: name ?? '', type, width: width ?? 0, height: height ?? 0, by, at }];
    })
    .sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1));
