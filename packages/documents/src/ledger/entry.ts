import { isJsonObject, type JsonObject } from '@lianxi/base';
import { isRowId } from '../table/index.ts';

/** 元, 件, 小时, 场次, 人次. */
export const measures = ['yuan', 'piece', 'hour', 'session', 'visit'] as const;
export type Measure = (typeof measures)[number];
export const isMeasure = (value: unknown): value is Measure => isOneOf(measures, value);

/** 承诺 → 到位 → 使用. */
export const steps = ['promised', 'delivered', 'used'] as const;
export type Step = (typeof steps)[number];

/**
 * One fact about money or resources, immutable once written.
 *
 *   id         UUIDv7, the key it is written under
 *   unit       scope of the unit, branch or community that it is about
 *   quantity   whole 分 for yuan, whole measures else; positive, and negative for a reversal only
 *   date       YYYY-MM-DD, the day it happened
 *   by, at     the member who entered it, and when (ms, by that device's clock)
 *   reverses   the entry that this one takes back, whole
 *   need, offer  what it answers and where it comes from; null until those lists exist
 */
export interface Entry {
  readonly id: string;
  readonly unit: string;
  readonly step: Step;
  readonly measure: Measure;
  readonly quantity: number;
  readonly item: string;
  readonly date: string;
  readonly by: string;
  readonly at: number;
  readonly reverses: string | null;
  readonly need: string | null;
  readonly offer: string | null;
}

/** A trillion yuan in 分, and still a safe integer after a hundred such entries. */
export const maxQuantity = 10 ** 14 / 2;
export const maxItemLength = 200;

/** null where it is none of ours. Fields that a newer version adds make it unreadable here, so that no total is half right. */
export const parseEntry = (key: string, value: unknown): Entry | null => {
  if (!isJsonObject(value) || value.id !== key || !isRowId(key)) return null;
  const entry = value as JsonObject & Partial<Entry>;
  const { unit, step, measure, quantity, item, date, by, at, reverses, need, offer } = entry;
  if (!isScope(unit) || !isOneOf(steps, step) || !isMeasure(measure)) return null;
  if (!Number.isSafeInteger(quantity) || quantity === undefined || Math.abs(quantity) > maxQuantity) return null;
  if (typeof item !== 'string' || item.trim() === '' || item.length > maxItemLength) return null;
  if (!isDay(date) || typeof by !== 'string' || by === '' || by.length > 64) return null;
  if (typeof at !== 'number' || !Number.isSafeInteger(at)) return null;
  if (!isReference(reverses) || !isReference(need) || !isReference(offer)) return null;
  if (reverses === null ? quantity <= 0 : quantity >= 0 || reverses === key) return null;
  if (Object.keys(value).length !== 12) return null;
  return value as unknown as Entry;
};

/**
 *   number      in this ledger, from 1 without holes
 *   at          when the relay posted it, ms
 *   approvedBy  the member who approved it; null where none was needed
 *   hash        of the posted row (docs/spec/ledger.md): each device that has it is a witness of the books
 */
export interface Posted {
  readonly state: 'posted';
  readonly number: number;
  readonly at: number;
  readonly approvedBy?: string | null;
  readonly hash?: string;
}
export interface Refused {
  readonly state: 'refused';
  /** One of `refusals`, or a newer version's. */
  readonly reason: string;
  readonly at: number;
}

/** Why an entry is not posted. */
export const refusals = [
  /** Its date lies in a period that is closed. */
  'period-closed',
  /** More would be delivered than this unit has promised. */
  'over-promised',
  /** More would be used than this unit has delivered. */
  'over-delivered',
  /** A promise is taken back on which deliveries rest. */
  'delivery-stands',
  /** A delivery is taken back of which something is used. */
  'use-stands',
  /** The sum could no longer be counted exactly. */
  'sum-too-large',
  /** The entry that a reversal names was never entered. */
  'entry-missing',
  'entry-refused',
  /** It waits for approval: it can still be declined. */
  'entry-waiting',
  'not-its-opposite',
  'already-reversed',
  /** Entered in another's name. */
  'stamp-of-another',
  /** The committee has declined it. */
  'declined',
] as const;
export type EntryRefusal = (typeof refusals)[number];
/** What the relay made of an entry. Without one it is waiting (待入账). */
export type Outcome = Posted | Refused;

export const parseOutcome = (value: unknown): Outcome | null => {
  if (!isJsonObject(value) || typeof value.at !== 'number') return null;
  if (value.state === 'posted' && Number.isSafeInteger(value.number)) return value as unknown as Posted;
  if (value.state === 'refused' && typeof value.reason === 'string') return value as unknown as Refused;
  return null;
};

/** A day that the calendar has. */
export const isDay = (value: unknown): value is string => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
};

const isScope = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,31}(\.[a-z0-9][a-z0-9-]{0,31}){0,5}$/.test(value);

const isReference = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && isRowId(value));

const isOneOf = <const T extends string>(options: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && (options as readonly string[]).includes(value);
