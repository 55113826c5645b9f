import { m } from '#lib/paraglide/messages.js';
import type { AuditEntry, ChainHead } from './entry.ts';
import { type Names, notesOf, sentenceOf, stampText, typeLabel, whoText } from './sentence.ts';

/** The list for whoever checks it elsewhere: the head of the chain on the first line, ids beside the words. */
export const toRows = (
  entries: readonly AuditEntry[],
  head: ChainHead,
  names: Names,
): readonly (readonly string[])[] => [
  [m.audit_csv_head({ number: head.number, hash: head.hash })],
  [
    m.audit_csv_seq(),
    m.audit_csv_time(),
    m.audit_csv_type(),
    m.audit_csv_who(),
    m.audit_csv_member(),
    m.audit_csv_what(),
    m.audit_csv_address(),
    m.audit_csv_device_time(),
    m.audit_csv_detail(),
  ],
  ...entries.map((entry) => [
    String(entry.seq),
    stampText(entry.time),
    typeLabel(entry.type),
    whoText(entry, names),
    entry.member ?? '',
    [sentenceOf(entry, names), ...notesOf(entry)].join('；'),
    entry.address ?? '',
    typeof entry.detail.at === 'number' ? stampText(entry.detail.at) : '',
    JSON.stringify(entry.detail),
  ]),
];
