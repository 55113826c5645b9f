import type { CellValue } from '../bytes/sheet.ts';
import { foldTight, hanNumber, isBlankWord } from './fold.ts';
import { withoutStreet } from './region.ts';

/**
 * Where somebody lives, from the many ways of writing it. Buildings and entrances that are counted are numbers; those that
 * are lettered stay text (`A`). A room is always text (`0101`, `101-1`).
 */
export interface Place {
  readonly compound?: string;
  readonly building?: number | string;
  readonly entrance?: number | string;
  readonly room?: string;
}

const counted =
  '[0-9]{1,3}|[A-Za-z][0-9]{0,2}|[0-9]{1,2}[A-Za-z]|[一二三四五六七八九十两〇零]{1,3}|[甲乙丙丁东西南北中]';
const buildingMark = '号楼|栋楼|幢楼|#楼|楼栋|号栋|号|栋|幢|座|楼|#';
const entranceMark = '单元门|单元|门洞|门栋|门|梯|U';
const dash = '[-‐-―－~/\\\\_、,.·]';

const buildingOnly = new RegExp(`^第?(${counted})(?:${buildingMark}){0,2}$`);
const entranceOnly = new RegExp(`^第?(${counted})(?:${entranceMark}){0,1}$`);
const roomOnly =
  /^(?:\d{1,2}[层楼](?=\d{3}))?([A-Za-z]?\d{1,5}(?:[A-Za-z]|[-]\d{1,2})?|[东西南北中]户?|[\p{Script=Han}]{1,6})(?:室|号房|房|号|户)?$/u;

export const parseBuilding = (value: CellValue): number | string | null => countedPlace(value, buildingOnly);
export const parseEntrance = (value: CellValue): number | string | null => countedPlace(value, entranceOnly);

const countedPlace = (value: CellValue, pattern: RegExp): number | string | null => {
  const text = foldTight(value);
  if (text === '' || isBlankWord(text)) return null;
  const match = pattern.exec(text);
  return match?.[1] === undefined ? null : toCounted(match[1]);
};

const toCounted = (text: string): number | string => {
  if (/^\d+$/.test(text)) return Number(text);
  return hanNumber(text) ?? text.toUpperCase();
};

export const parseRoom = (value: CellValue): string | null => {
  const text = foldTight(value).replace(/\.0$/, '');
  if (text === '' || isBlankWord(text)) return null;
  return roomOnly.exec(text)?.[1]?.toUpperCase() ?? null;
};

const marked = new RegExp(
  `^(?<before>.*?)(?<building>${counted})(?:号楼|栋楼|幢楼|#楼|楼栋|号栋|栋|幢|座|楼|#|号(?=第?(?:${counted})(?:单元|门)))${dash}?(?<rest>.*)$`,
  'u',
);
const entranceMarked = new RegExp(`^第?(?<entrance>${counted})(?:${entranceMark})${dash}?(?<rest>.*)$`, 'u');
const dashed = new RegExp(
  `^(?<before>\\p{Script=Han}*?)(?<parts>(?:${counted})(?:${dash}(?:\\d{1,5}[A-Za-z]?)){1,3})(?:室|号|户|房)?$`,
  'u',
);

/**
 * An address in one cell: `3-2-501`, `3号楼2单元501室`, `3栋2单元501`, `3幢501`, `3#2-501`, `1单元101室`, `501`, also behind a
 * compound's name or a street. `hasBuilding` says that the building is known from elsewhere, which settles `2-501`.
 */
export const parseAddress = (value: CellValue, hasBuilding: boolean): Place | null => {
  const text = foldTight(value).replace(/[（(].*?[)）]/g, '');
  if (text === '' || isBlankWord(text)) return {};
  const dashes = dashed.exec(text);
  if (dashes?.groups) return fromParts(dashes.groups.parts ?? '', hasBuilding, compoundOf(dashes.groups.before ?? ''));
  const withBuilding = marked.exec(text);
  if (withBuilding?.groups) {
    const { before = '', building = '', rest = '' } = withBuilding.groups;
    const inside = parseInside(rest);
    return inside && { ...compoundOf(before), building: toCounted(building), ...inside };
  }
  return parseInside(text) ?? parseInside(text.replace(/^\p{Script=Han}{2,}?(?=第?\d)/u, ''));
};

/** What stands behind the building. */
const parseInside = (text: string): Place | null => {
  if (text === '') return {};
  const match = entranceMarked.exec(text);
  if (match?.groups) {
    const entrance = toCounted(match.groups.entrance ?? '');
    const rest = match.groups.rest ?? '';
    if (rest === '') return { entrance };
    const room = parseRoom(rest);
    return room === null ? null : { entrance, room };
  }
  const pair = new RegExp(`^(${counted})${dash}(\\d{2,5}[A-Za-z]?)(?:室|号|户|房)?$`).exec(text);
  if (pair?.[1] !== undefined && pair[2] !== undefined)
    return { entrance: toCounted(pair[1]), room: pair[2].toUpperCase() };
  const room = parseRoom(text);
  return room === null ? null : { room };
};

const fromParts = (parts: string, hasBuilding: boolean, compound: Place): Place => {
  const [first = '', second = '', third, fourth] = parts.split(new RegExp(dash));
  if (third !== undefined) {
    const room = (fourth === undefined ? third : `${third}-${fourth}`).toUpperCase();
    return { ...compound, building: toCounted(first), entrance: toCounted(second), room };
  }
  const room = second.toUpperCase();
  return hasBuilding
    ? { ...compound, entrance: toCounted(first), room }
    : { ...compound, building: toCounted(first), room };
};

/** The compound's name in what stands before the building: behind the street and its number. */
const compoundOf = (before: string): Place => {
  const name = withoutStreet(before).replace(/[^\p{Script=Han}A-Za-z0-9]/gu, '');
  return /^\p{Script=Han}[\p{Script=Han}A-Za-z0-9]{1,15}$/u.test(name) && !/[路街巷道]$/.test(name)
    ? { compound: name }
    : {};
};
