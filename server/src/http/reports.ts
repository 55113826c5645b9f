import { type AddressParts, parseAddress, rightsOf } from '@lianxi/access';
import { kindDefinitions } from '@lianxi/documents';
import { type DeviceReport, exportFormats, exportPurposes, mostReports, referencePattern } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { AuditEvent } from '../audit/index.ts';
import { readBody } from './body.ts';
import type { HttpContext, HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';

const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const word = v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,40}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const reported = { id: uuid, address: v.pipe(v.string(), v.maxLength(300)), at: count };
const handed = {
  columns: v.pipe(v.array(word), v.minLength(1), v.maxLength(40)),
  rows: v.pipe(count, v.maxValue(1_000_000)),
  isMasked: v.boolean(),
  purpose: v.picklist(exportPurposes),
  reference: v.nullable(v.pipe(v.string(), v.regex(referencePattern))),
};
const report = v.variant('type', [
  // Ids of rows are made by machines; here they are no place for words.
  v.object({
    ...reported,
    type: v.literal('revealed'),
    row: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/)),
    field: word,
  }),
  v.object({ ...reported, ...handed, type: v.literal('exported'), format: v.picklist(exportFormats) }),
  v.object({ ...reported, ...handed, type: v.literal('printed') }),
]);
const body = v.object({ reports: v.pipe(v.array(report), v.minLength(1), v.maxLength(mostReports)) });

/** Reports of one member at once, and how many more there may be each second: a device that was away for weeks has many. */
const mostAtOnce = 2_000;
const perSecond = 1;

/**
 * `POST /api/audit/reports`: what was done on a device, as soon as it has contact again. Answers which ids need not be told
 * again: those that are written down by now, and those that never will be.
 */
export const reportRoutes = ({ auditLog, clock }: HttpPorts) => {
  const levels = new Map<string, { readonly count: number; readonly at: number }>();

  /** Whole seconds to wait; 0: taken. */
  const pour = (member: string, reports: number): number => {
    const now = clock();
    const { count: before, at } = levels.get(member) ?? { count: 0, at: now };
    const level = Math.max(0, before - (Math.max(0, now - at) / 1000) * perSecond) + reports;
    if (level > mostAtOnce) return Math.ceil((level - mostAtOnce) / perSecond);
    levels.set(member, { count: level, at: now });
    return 0;
  };
  const toEvent = (context: HttpContext, each: DeviceReport): AuditEvent | null => {
    const parts = parseAddress(each.address);
    const room = parts.ok ? auditLog.roomOf(parts.value.address) : null;
    if (!parts.ok || room === null || !isKnown(each, parts.value)) return null;
    const member = context.var.account.id;
    // A grant that has ended since does not make undone what was done while it held.
    const mayRead = [clock(), each.at].some((time) => rightsOf(context.var.grants, parts.value, time) !== 'none');
    if (!mayRead && !auditLog.hasOpened(member, room)) return null;
    return { time: clock(), member, room, ...detailOf(each) };
  };

  return new Hono<HttpEnvironment>().post('/', async (context) => {
    const parsed = await readBody(context, body);
    if (!parsed.ok) return answerFailure(context, parsed.error);
    const reports: readonly DeviceReport[] = parsed.value.reports;
    const retryAfter = pour(context.var.account.id, reports.length);
    if (retryAfter > 0) return answerFailure(context, { type: 'TooManyAttempts', retryAfter });
    const taken = reports.flatMap((each) => {
      const event = toEvent(context, each);
      return event ? [{ id: each.id, event }] : [];
    });
    auditLog.take(taken);
    const ids = new Set(taken.map(({ id }) => id));
    return context.json({ taken: [...ids], refused: reports.map(({ id }) => id).filter((id) => !ids.has(id)) });
  });
};

type Reported = {
  readonly [Type in DeviceReport['type']]: Pick<Extract<AuditEvent, { readonly type: Type }>, 'type' | 'detail'>;
}[DeviceReport['type']];

/** Only names of fields that the kind has. */
const isKnown = (each: DeviceReport, { kind }: AddressParts): boolean => {
  const tables = Object.hasOwn(kindDefinitions, kind) ? (kindDefinitions[kind]?.tables ?? []) : [];
  const isField = (name: string) => tables.some(({ fields }) => Object.hasOwn(fields, name));
  return each.type === 'revealed' ? isField(each.field) : each.columns.every(isField);
};

const detailOf = (each: DeviceReport): Reported => {
  const { at } = each;
  if (each.type === 'revealed') return { type: 'revealed', detail: { row: each.row, field: each.field, at } };
  const { rows, purpose, reference } = each;
  const handed = { columns: each.columns.join(' '), rows, masked: each.isMasked, purpose, reference, at };
  return each.type === 'exported'
    ? { type: 'exported', detail: { ...handed, format: each.format } }
    : { type: 'printed', detail: handed };
};
