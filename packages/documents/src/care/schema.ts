import { choice, date, defineTable, flag, text, type Values } from '../table/index.ts';

/**
 * What residents of one grid have asked to be remembered about their health or hardship, so that somebody comes by: apart
 * from the register, which helpers sync, and never without a consent. A label says what is done for somebody, never what
 * they are: no scores, no “key persons”, no faith, no origin, and none is to be added here.
 *
 * A row is the consent as it was given and never changes. What is told by it (`label`, `help`) is written beside it as
 * cells, so that it can be blanked when the consent is withdrawn; the row holds ids of the register and repeats no name of it.
 */
export const careKind = 'care';
export const careVersion = 1;

/** 独居探访, 高龄失能照护, 残疾人服务, 慢病随访, 防走失, 生活帮扶, 失独关爱, 困境儿童关爱, 孕产关怀. */
export const careLabels = [
  'aloneVisits',
  'agedCare',
  'disabilityService',
  'illnessFollowUp',
  'wanderingWatch',
  'hardshipAid',
  'bereavedParents',
  'childInNeed',
  'maternityCare',
] as const;
export type CareLabel = (typeof careLabels)[number];

export const consentGivers = ['self', 'guardian'] as const;
export type ConsentGiver = (typeof consentGivers)[number];

/** In writing, or by word of mouth before a witness. */
export const consentWays = ['written', 'witnessed'] as const;
export type ConsentWay = (typeof consentWays)[number];

export const labelsTable = defineTable('labels', {
  /** Ids of the register's rows. */
  resident: text(64),
  household: text(64),
  label: choice(...careLabels),
  /** What was agreed on, e.g. 每周三上午探访. */
  help: text(200),
  /** Under 14 when the consent was given: only a guardian can give it. */
  isMinor: flag(),
  consentBy: choice(...consentGivers),
  /** The guardian who gave it: a row id of the register, or, for somebody who does not live there, name and relation. */
  guardian: text(60),
  consentOn: date(),
  consentHow: choice(...consentWays),
  /** Who was there when it was given by word of mouth. */
  witness: text(60),
  withdrawnOn: date(),
});

export const careTables = [labelsTable] as const;

export type LabelValues = Values<typeof labelsTable.fields>;

/** What a consent allows to be known, and what goes with it. */
export const detailFields = ['label', 'help'] as const;
export type DetailField = (typeof detailFields)[number];

/** What is recorded of the consent itself, for good. */
export type ConsentValues = Omit<LabelValues, DetailField | 'withdrawnOn'>;
