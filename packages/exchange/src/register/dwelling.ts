import type { RegisterField } from './field.ts';
import { foldTight, isBlankWord } from './fold.ts';
import type { Line } from './line.ts';
import { type Place, parseAddress, parseBuilding, parseEntrance, parseRoom } from './place.ts';
import type { Report } from './resident.ts';

export interface Dwelling {
  readonly compound: string | null;
  readonly building: number | string | null;
  readonly entrance: number | string | null;
  readonly room: string | null;
}

/** What stands above the lines: the title, the sheet's or the file's name, a block's heading, a person's correction. */
export interface Surroundings {
  readonly compound: string | null;
  readonly building: number | string | null;
  readonly entrance: number | string | null;
}

/**
 * Where the person of a line lives. A blank place means the place above it; a part that is written sets everything below
 * it anew (`2号楼` in a line does not keep the entrance of the line before).
 */
export const readDwelling = (line: Line, around: Surroundings, before: Dwelling | null, report: Report): Dwelling => {
  const written = readPlace(line, around.building !== null, report);
  const inherits = before !== null;
  const isBlank = written.building === undefined && written.entrance === undefined && written.room === undefined;
  const compound = written.compound ?? (hasColumn(line, 'compound') ? before?.compound : null) ?? around.compound;
  if (isBlank && inherits && hasPlaceColumns(line)) return { ...before, compound };
  const building = written.building ?? around.building ?? before?.building ?? null;
  const isSameBuilding = inherits && before.building === building && before.compound === compound;
  const isSameEntrance = written.entrance === undefined && isSameBuilding;
  const entrance = written.entrance ?? around.entrance ?? (isSameEntrance ? before.entrance : null);
  const room = written.room ?? null;
  return { compound, building, entrance, room };
};

export const reportMissingPlace = (dwelling: Dwelling, line: Line, report: Report): void => {
  if (dwelling.room !== null && dwelling.building !== null) return;
  report(dwelling.building === null ? 'building' : 'room', 'place-missing', null, placeText(line));
};

const placeColumns = ['building', 'entrance', 'room', 'address'] as const;
const hasColumn = (line: Line, field: RegisterField) => line.columns(field).length > 0;
const hasPlaceColumns = (line: Line) => placeColumns.some((field) => hasColumn(line, field));

const placeText = (line: Line): string =>
  placeColumns
    .map((field) => foldTight(line.shared(field)))
    .filter((text) => text !== '')
    .join(' ');

const readPlace = (line: Line, knowsBuilding: boolean, report: Report): Place => {
  const compound = foldTight(line.shared('compound'));
  const building = readPart(line, 'building', parseBuilding, false, report);
  const entrance = readPart(line, 'entrance', parseEntrance, true, report);
  const hasBuilding = knowsBuilding || building.building !== undefined || hasColumn(line, 'building');
  const room = readPart(line, 'room', parseRoom, hasBuilding || hasColumn(line, 'entrance'), report);
  const address = readAddresses(line, hasBuilding, report);
  const place: Place = { ...address, ...room, ...building, ...entrance };
  return compound === '' || isBlankWord(compound) ? place : { ...place, compound };
};

/** A cell of one part, which may hold more than its title says (`2单元501` under 房号). */
const readPart = (
  line: Line,
  field: 'building' | 'entrance' | 'room',
  parse: (value: string) => number | string | null,
  hasBuilding: boolean,
  report: Report,
): Place => {
  const text = foldTight(line.shared(field));
  if (text === '' || isBlankWord(text)) return {};
  const value = parse(text);
  if (value !== null) return { [field]: value };
  const place = parseAddress(text, hasBuilding);
  if (place === null) report(field, 'place-unclear', line.columns(field)[0]?.column ?? null, text);
  return place ?? {};
};

const readAddresses = (line: Line, hasBuilding: boolean, report: Report): Place => {
  let place: Place = {};
  for (const column of line.columns('address')) {
    const text = foldTight(line.columns('address')[0] === column ? line.shared('address') : line.own(column));
    const parsed = parseAddress(text, hasBuilding);
    if (parsed === null) report('address', 'place-unclear', column.column, text);
    place = { ...parsed, ...place };
  }
  return place;
};
