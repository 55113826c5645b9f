import { choice, defineRecord, defineTable, integer, text, texts } from '../table/index.ts';
import { templateSchemas } from './template-schema.ts';

/**
 * The directory: one per community. Two trees (the party's and the grids'), the links between them, the co-building units
 * and the people with their posts; and how each type of meeting is begun (template-schema.ts). It holds names, posts and work numbers only, never a resident.
 * A parent is named by a child, so that moving is one cell; a loop that two people close together is opened in read.ts.
 */
export const community = defineRecord('community', {
  name: text(60),
  /** 社区党委, or 社区党总支. */
  committee: choice('party-committee', 'general-branch'),
  /** The grid tree's levels from the top, e.g. 片区, 小区, 楼栋, 单元. */
  levels: texts(8, 20),
});

export const partyKinds = ['street', 'committee', 'branch', 'group', 'household'] as const;
export type PartyKind = (typeof partyKinds)[number];

export const partyNodes = defineTable('partyNodes', {
  name: text(60),
  kind: choice(...partyKinds),
  /** Id of the node above; null at the top. */
  parent: text(64),
  order: integer(Number.MIN_SAFE_INTEGER),
  /** Row id in `members`. */
  secretary: text(64),
  /** How many party members belong to it. */
  size: integer(0, 1_000_000),
});

export const gridNodes = defineTable('gridNodes', {
  name: text(60),
  /** Index into the community's `levels`. */
  level: integer(0, 7),
  parent: text(64),
  order: integer(Number.MIN_SAFE_INTEGER),
  /** Where its documents lie, e.g. `wutongli.g3`; null for a level that has none. */
  scope: text(197),
  /** The code that the district gave it; its pattern differs from place to place. */
  code: text(40),
  /** What lies in it, e.g. 1至3号楼. */
  extent: text(100),
  households: integer(0, 1_000_000),
  /** The grid member (网格员); row id in `members`. */
  keeper: text(64),
});

export const linkKinds = ['responsible', 'sponsor'] as const;
export type LinkKind = (typeof linkKinds)[number];

export const links = defineTable('links', {
  /** A party node or a unit. */
  from: text(64),
  /** A grid node. */
  grid: text(64),
  /** 负责, or 包联. */
  kind: choice(...linkKinds),
});

export const unitKinds = ['school', 'clinic', 'bank', 'property', 'shop', 'law', 'police', 'fire', 'other'] as const;
export type UnitKind = (typeof unitKinds)[number];

export const units = defineTable('units', {
  name: text(60),
  /** The one character in its square, e.g. 校. */
  mark: text(4),
  kind: choice(...unitKinds),
  /** `unit-…`: what its people's grants are on, and how its entries are signed. */
  scope: text(32),
  /** Row id in `members`. */
  liaison: text(64),
  phone: text(30),
  state: choice('active', 'left'),
});

/** A row's id is the member's account id where there is an account; else a UUID, and `account` may name one later. */
export const members = defineTable('members', {
  name: text(40),
  post: text(60),
  /** Row id in `units`. */
  unit: text(64),
  /** Row id in `partyNodes`. */
  partyNode: text(64),
  phone: text(30),
  account: text(16),
});

export const directoryTables = [community, partyNodes, gridNodes, links, units, members, ...templateSchemas] as const;
/** Version 1 had no templates of meetings. */
export const directoryVersion = 2;
