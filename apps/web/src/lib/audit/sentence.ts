import { roles } from '@lianxi/access';
import { listFields } from '@lianxi/documents';
import { type ExportPurpose, erasureReasons, exportPurposes } from '@lianxi/protocol';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { reasonLabel } from '../erasure/words.ts';
import { fieldLabel as listLabel, listText, purposeLabel } from '../exports/words.ts';
import { fieldLabel } from '../residents/field-text.ts';
import { reasonText, sizeText } from '../status/words.ts';
import type { AuditEntry, AuditType } from './entry.ts';

/** What the words need to know of others: names stand on this device, never in the log. */
export interface Names {
  member(id: string): string;
  document(address: string): string;
}

const typeLabels: Readonly<Record<AuditType, () => string>> = {
  opened: m.audit_type_opened,
  revealed: m.audit_type_revealed,
  exported: m.audit_type_exported,
  printed: m.audit_type_printed,
  unlocked: m.audit_type_unlocked,
  'erasure-requested': m.erasure_type_requested,
  'erasure-withdrawn': m.erasure_type_withdrawn,
  erased: m.erasure_type_erased,
  sealed: m.signing_audit_sealed,
  signed: m.signing_audit_signed,
  amended: m.signing_audit_amended,
  'handed-out': m.signing_audit_handed_out,
  'handout-revoked': m.signing_audit_handout_revoked,
  'handout-read': m.signing_audit_handout_read,
  'robot-set': m.robot_audit_set,
  created: m.audit_type_created,
  renamed: m.audit_type_renamed,
  'taken-away': m.audit_type_taken_away,
  'history-forgotten': m.audit_type_history_forgotten,
  'door-opened': m.hall_audit_opened,
  'door-closed': m.hall_audit_closed,
  granted: m.audit_type_granted,
  withdrawn: m.audit_type_withdrawn,
  'handed-over': m.audit_type_handed_over,
  'signed-in': m.audit_type_signed_in,
  'signed-out': m.audit_type_signed_out,
  'session-ended': m.audit_type_session_ended,
  'sign-in-refused': m.audit_type_sign_in_refused,
  invited: m.audit_type_invited,
  joined: m.audit_type_joined,
  recovered: m.audit_type_recovered,
  'device-revoked': m.audit_type_device_revoked,
  'device-wiped': m.audit_type_device_wiped,
  'passkey-added': m.audit_type_passkey_added,
  'passkey-removed': m.audit_type_passkey_removed,
  'token-made': m.audit_type_token_made,
  'token-revoked': m.audit_type_token_revoked,
  'request-refused': m.audit_type_request_refused,
  refused: m.audit_type_refused,
  quarantined: m.audit_type_quarantined,
  'backed-up': m.audit_type_backed_up,
  restored: m.audit_type_restored,
};

/** A newer server may know types that this page does not: they are shown as they are named. */
export const typeLabel = (type: string): string =>
  Object.hasOwn(typeLabels, type) ? typeLabels[type as AuditType]() : type;

const roleLabels: Readonly<Record<(typeof roles)[number], () => string>> = {
  'committee-admin': m.audit_role_committee_admin,
  committee: m.audit_role_committee,
  branch: m.audit_role_branch,
  grid: m.audit_role_grid,
  unit: m.audit_role_unit,
  street: m.audit_role_street,
  guest: m.audit_role_guest,
};

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const columnLabel = (name: string): string => {
  const field = listFields.find((each) => each === name);
  return field ? listLabel(field) : fieldLabel(name);
};
const list = (names: unknown): string => listText(text(names).split(' ').filter(Boolean).map(columnLabel));

export const whoText = ({ member, type }: Pick<AuditEntry, 'member' | 'type'>, names: Names): string => {
  if (member !== null) return names.member(member);
  return type === 'request-refused' || type === 'handout-read' ? m.audit_nobody() : m.audit_machine();
};

const erasureWord = (reason: unknown): string => {
  const known = erasureReasons.find((each) => each === reason);
  return known ? reasonLabel(known) : text(reason);
};

/** What happened, as one sentence without its subject. */
export const sentenceOf = (entry: AuditEntry, names: Names): string => {
  const { type, detail } = entry;
  const document = entry.address === null ? m.audit_no_document() : names.document(entry.address);
  const whom = text(detail.whom) === '' ? '' : names.member(text(detail.whom));
  switch (type) {
    case 'opened':
      return m.audit_did_open({ document });
    case 'revealed':
      return m.audit_did_reveal({ document, field: fieldLabel(text(detail.field)) });
    case 'exported':
      return detail.masked
        ? m.audit_did_export_masked({ document, rows: text(detail.rows) })
        : m.audit_did_export({ document, rows: text(detail.rows) });
    case 'printed':
      return detail.masked
        ? m.audit_did_print_masked({ document, rows: text(detail.rows) })
        : m.audit_did_print({ document, rows: text(detail.rows) });
    case 'unlocked':
      return m.audit_did_unlock({ document, field: fieldLabel(text(detail.column)) });
    case 'erasure-requested':
      return m.erasure_did_ask({ document, reason: erasureWord(detail.reason) });
    case 'erasure-withdrawn':
      return m.erasure_did_withdraw({ document });
    case 'erased':
      return m.erasure_did_erase({ document, reason: erasureWord(detail.reason) });
    case 'sealed':
      return m.signing_audit_did_seal({ document });
    case 'signed':
      return m.signing_audit_did_sign({ document });
    case 'amended':
      return m.signing_audit_did_amend({ document, number: text(detail.ordinal) });
    case 'handed-out':
      return m.signing_audit_did_hand_out({ document });
    case 'handout-revoked':
      return m.signing_audit_did_revoke_handout({ document });
    case 'handout-read':
      return m.signing_audit_did_read_handout({ document, count: text(detail.count) });
    case 'robot-set':
      return detail.on ? m.robot_audit_did_switch_on() : m.robot_audit_did_switch_off();
    case 'created':
      return m.audit_did_create({ document });
    case 'renamed':
      return m.audit_did_rename({ document });
    case 'taken-away':
      return m.audit_did_take_away();
    case 'history-forgotten':
      return m.audit_did_forget_history({ document });
    case 'door-opened':
      return m.hall_audit_did_open({ document });
    case 'door-closed':
      return m.hall_audit_did_close({ document });
    case 'granted':
    case 'withdrawn': {
      const role = roles.find((each) => each === detail.role);
      const words = { whom, role: role ? roleLabels[role]() : text(detail.role), on: text(detail.on) };
      return type === 'granted' ? m.audit_did_grant(words) : m.audit_did_withdraw(words);
    }
    case 'refused':
      return m.audit_did_refuse({ document, reason: reasonText(text(detail.reason)), count: text(detail.count) });
    case 'request-refused':
      return m.audit_did_try({ route: text(detail.route), count: text(detail.count) });
    case 'quarantined':
      return m.audit_did_quarantine({ document });
    case 'backed-up':
      return m.audit_did_back_up({ size: sizeText(Number(detail.bytes) || 0) });
    case 'restored':
      return detail.rows === null ? m.audit_did_restore() : m.audit_did_restore_from({ rows: text(detail.rows) });
    default:
      return [typeLabel(type), whom, entry.address === null ? '' : document].filter(Boolean).join(' · ');
  }
};

/** Minutes by which a device's clock may differ before it is said. */
const slack = 2 * 60_000;

/** What there is to know beside the sentence: columns, what for, and the device's own time where it is another. */
export const notesOf = ({ type, detail, time }: AuditEntry): readonly string[] => {
  const notes: string[] = [];
  if (type === 'exported' || type === 'printed') {
    notes.push(m.audit_columns({ columns: list(detail.columns) }));
    const purpose = exportPurposes.find((each): each is ExportPurpose => each === detail.purpose);
    const words = purpose
      ? purposeLabel(purpose)
      : detail.purpose === 'operator'
        ? m.audit_machine()
        : text(detail.purpose);
    const reference = /^(\d{4})-(\d+)$/.exec(text(detail.reference));
    notes.push(
      [m.audit_purpose({ purpose: words }), reference ? `〔${reference[1]}〕${reference[2]}号` : '']
        .filter(Boolean)
        .join(' '),
    );
  }
  if (type === 'exported' && text(detail.format) !== '') notes.push(text(detail.format).toUpperCase());
  if (type === 'refused' && text(detail.rule) !== '') notes.push(m.audit_rule({ rule: text(detail.rule) }));
  if (type === 'request-refused') notes.push(m.audit_rule({ rule: text(detail.why) }));
  if (typeof detail.at === 'number' && Math.abs(detail.at - time) > slack) {
    notes.push(m.audit_device_time({ time: momentText(detail.at) }));
  }
  return notes;
};

const format = (options: Intl.DateTimeFormatOptions) => (time: number) =>
  new Intl.DateTimeFormat(getLocale(), { hourCycle: 'h23', ...options }).format(time);
export const clockText = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const dayText = format({ dateStyle: 'long' });
export const weekdayText = format({ weekday: 'long' });
export const momentText = format({ dateStyle: 'medium', timeStyle: 'short' });

/** In lists for other programs: `2026-11-24 14:03:09`, by this device's place. */
export const stampText = (time: number): string => new Date(time).toLocaleString('sv-SE');
