import { createUuid, err, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, projectTable } from '../table/index.ts';
import { type MinutesError, writeMinutes } from './intents.ts';
import { objectionsSchema } from './objections-table.ts';

interface Party {
  readonly resolution: string;
  readonly unit: string;
}

/** Objects to a resolution in a unit's name; what it had objected before gives way. */
export const objectToResolution = (
  doc: Y.Doc,
  { resolution, unit, ...input }: Party & { readonly text: string },
  author: Author,
): Result<readonly Change[], MinutesError> => {
  const words = input.text.trim();
  if (words === '') return err({ type: 'NothingWritten' });
  const values = { resolution, unit, text: words };
  const id = createUuid(author.clock, author.random);
  return writeMinutes(doc, [...removals(doc, { resolution, unit }), { type: 'create', table, id, values }], author);
};

export const withdrawObjection = (doc: Y.Doc, party: Party, author: Author): Result<readonly Change[], MinutesError> =>
  writeMinutes(doc, removals(doc, party), author);

export interface Objection extends Party {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970, by the writer's clock. */
  readonly at: number;
}

/** Those that stand, oldest first. */
export const objectionsOf = (doc: Y.Doc): readonly Objection[] => {
  const rows = projectTable(doc.getMap(table), objectionsSchema);
  const standing = rows.ids().map((id): Objection => {
    const { resolution, unit, text: words } = rows.values(id);
    return { id, resolution: resolution ?? '', unit: unit ?? '', text: words ?? '', at: rows.row(id)?.createdAt ?? 0 };
  });
  rows.destroy();
  return standing;
};

const table = objectionsSchema.name;

const removals = (doc: Y.Doc, { resolution, unit }: Party): readonly Change[] =>
  objectionsOf(doc)
    .filter((each) => each.resolution === resolution && each.unit === unit)
    .map(({ id }) => ({ type: 'remove', table, id }));
