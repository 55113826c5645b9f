import type { ListField } from '@lianxi/documents';
import type { ExportMark } from '@lianxi/exchange';
import type { ExportPurpose } from '@lianxi/protocol';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Member } from '#lib/session';
import { columnById } from '../residents/columns.ts';

const purposes: Readonly<Record<ExportPurpose, typeof m.export_purpose_work>> = {
  work: m.export_purpose_work,
  superior: m.export_purpose_superior,
  visit: m.export_purpose_visit,
  meeting: m.export_purpose_meeting,
  check: m.export_purpose_check,
  emergency: m.export_purpose_emergency,
  handover: m.export_purpose_handover,
  person: m.export_purpose_person,
};
export const purposeLabel = (purpose: ExportPurpose): string => purposes[purpose]();

export const fieldLabel = (field: ListField): string => columnById(field).label();

export const listText = (parts: readonly string[]): string => parts.join(getLocale() === 'en' ? ', ' : '、');

/** Who looks, as it stands in watermarks and files. */
export const whoText = ({ name, post }: Pick<Member, 'name' | 'post'>): string =>
  [name, post].filter(Boolean).join(' ');

/** `2026-11-24 14:03`, short enough to be repeated all over a screen. */
export const stampText = (now: Date): string => now.toLocaleString('sv-SE').slice(0, 16);

/** A list is a paper of the office: its words are Chinese, whatever this app's language. */
export const markOf = (
  member: Pick<Member, 'name' | 'post'>,
  purpose: ExportPurpose,
  reference: string | null,
  isMasked: boolean,
  now: Date,
): ExportMark => ({
  who: whoText(member),
  when: new Intl.DateTimeFormat('zh-CN', {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(now),
  purpose: [purposes[purpose]({}, { locale: 'zh-CN' }), reference].filter(Boolean).join(' '),
  isMasked,
});
