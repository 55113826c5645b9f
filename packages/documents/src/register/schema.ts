import { choice, date, defineRecord, defineTable, flag, text, texts, type Values } from '../table/index.ts';

/**
 * The resident register of one grid. Minimal by law: name, room and phone; every other column stays locked until the
 * register says what for (`columns.ts`). There is no field for health, hardship, faith, ethnicity, scores or movements,
 * and none is to be added here: consented labels live in another kind of document.
 *
 * Version 1 locked the citizen number only (`unlocked`, `unlockReason`); this one locks every column beyond the minimum.
 */
export const registerKind = 'register';
export const registerVersion = 2;

/** What a column is open for; empty once it was locked again, null where nobody has said anything. */
const columnPurpose = text(200);

/** Why the register may exist at all: no purpose, no column. */
export const aboutRecord = defineRecord('about', {
  /** The grid's name, e.g. 三网格. */
  grid: text(40),
  /** The compound's name, e.g. 梧桐里小区. */
  compound: text(40),
  purpose: text(200),
  legalBasis: text(200),
  /** In words, e.g. 迁出满 1 年后删除. */
  keepingPeriod: text(100),
  /** Who answers for the register: a name and post. */
  responsible: text(60),
  /** Version 1's: it says whether the citizen number is open, and why. Still read, not written any more. */
  unlocked: texts(8, 40),
  unlockReason: text(200),
  sexFor: columnPurpose,
  birthFor: columnPurpose,
  idNumberFor: columnPurpose,
  residenceFor: columnPurpose,
  partyMemberFor: columnPurpose,
  noteFor: columnPurpose,
});

/** A door: 楼, 单元, 室 as they are written on it. */
export const householdsTable = defineTable('households', {
  building: text(20),
  entrance: text(20),
  room: text(20),
  use: choice('home', 'rented', 'vacant', 'shop', 'office', 'other'),
  remark: text(200),
});

/** Codes of GB/T 4761; what a code cannot say stands in `relationText`, e.g. 50 with 父亲. */
export const relations = ['01', '02', '10', '20', '30', '40', '50', '60', '70', '97', '99'] as const;
export type Relation = (typeof relations)[number];

/** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated. */
export const sexes = ['0', '1', '2', '9'] as const;
export type Sex = (typeof sexes)[number];

/** 常住, 租住, 人户分离. */
export const residences = ['permanent', 'tenant', 'separated'] as const;
export type Residence = (typeof residences)[number];

export const residentsTable = defineTable('residents', {
  /** Id of the household; a resident whose household is not known is still shown. */
  household: text(64),
  name: text(60),
  sex: choice(...sexes),
  phones: texts(6, 30),
  /** GB 11643, 18 characters. */
  idNumber: text(18),
  birth: date(),
  relation: choice(...relations),
  relationText: text(20),
  residence: choice(...residences),
  partyMember: flag(),
  /** The day somebody moved away or died, as exactly as it is known. */
  movedOut: date(),
  deceased: date(),
  note: text(500),
});

export const registerTables = [aboutRecord, householdsTable, residentsTable] as const;

export type About = Values<typeof aboutRecord.fields>;
export type Household = Values<typeof householdsTable.fields>;
export type Resident = Values<typeof residentsTable.fields>;
export type HouseholdField = keyof Household;
export type ResidentField = keyof Resident;

/** Whether somebody no longer lives here; such residents are kept, apart, until the keeping period ends. */
export const isGone = (resident: Resident): boolean => resident.movedOut !== null || resident.deceased !== null;
