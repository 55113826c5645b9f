/**
 * What a device reports of what was done on it with residents' data, offline too (docs/spec/audit.md): ids, numbers and words of
 * this page, never a name, a number of somebody's or anything typed. `POST /api/audit/reports` takes them.
 */
interface Reported {
  /** A UUID that the device gives, so that a report that comes twice is written once. */
  readonly id: string;
  /** The document's address. */
  readonly address: string;
  /** When it was done by the device's clock (ms), which may be wrong; the server puts its own time beside it. */
  readonly at: number;
}

/** A masked field was shown in full, or a number was dialled. */
export interface RevealedReport extends Reported {
  readonly type: 'revealed';
  readonly row: string;
  readonly field: string;
}

/** What of a document left for a file or for paper. */
interface Handed extends Reported {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly isMasked: boolean;
  readonly purpose: ExportPurpose;
  /** Year and number of the document that asks for it, as in `2026-12`; null where there is none. */
  readonly reference: string | null;
}
export interface ExportedReport extends Handed {
  readonly type: 'exported';
  readonly format: ExportFormat;
}
export interface PrintedReport extends Handed {
  readonly type: 'printed';
}

export type DeviceReport = RevealedReport | ExportedReport | PrintedReport;

export const exportFormats = ['xlsx', 'csv', 'docx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * What personal data may leave for. A closed list, because the reason stands in a log that nobody can mend: what somebody
 * types could be a resident's name. `work`: what needs no reason of its own, and masked only.
 */
export const exportPurposes = [
  'work',
  'superior',
  'visit',
  'meeting',
  'check',
  'emergency',
  'handover',
  'person',
] as const;
export type ExportPurpose = (typeof exportPurposes)[number];

/** Whether something may leave in full for this. */
export const mayUnmask = (purpose: ExportPurpose): boolean => purpose !== 'work';

/** Year and number: the whole of a reference (`梧委〔2026〕12号`) begins with words, and stands in the file alone. */
export const referencePattern = /^(19|20)\d{2}-[1-9]\d{0,4}$/;

/** How many reports go in one request. */
export const mostReports = 32;
