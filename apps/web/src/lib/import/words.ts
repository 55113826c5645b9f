import type { ColumnReading, ForeignType, Problem, ReadError, RegisterField } from '@lianxi/exchange';
import { m } from '#lib/paraglide/messages.js';
import type { Undoing } from './import.svelte.ts';

/** What the readings' codes are called on the screen. */
export const fieldWord: Readonly<Record<RegisterField, () => string>> = {
  compound: m.import_field_compound,
  building: m.import_field_building,
  entrance: m.import_field_entrance,
  room: m.import_field_room,
  address: m.import_field_address,
  name: m.import_field_name,
  sex: m.import_field_sex,
  birth: m.import_field_birth,
  idNumber: m.import_field_id_number,
  relation: m.import_field_relation,
  phones: m.import_field_phones,
  partyMember: m.import_field_party_member,
  residence: m.import_field_residence,
  note: m.import_field_note,
};

export const sureWord = [m.import_sure_0, m.import_sure_1, m.import_sure_2, m.import_sure_3] as const;

export const reasonWord: Readonly<Record<ColumnReading['reason'], () => string>> = {
  'title-and-contents': m.import_reason_title_and_contents,
  'title-only': m.import_reason_title_only,
  'contents-only': m.import_reason_contents_only,
  'contents-differ': m.import_reason_contents_differ,
  'not-taken': m.import_reason_not_taken,
  'taken-by-another': m.import_reason_taken_by_another,
  unknown: m.import_reason_unknown,
  chosen: m.import_reason_chosen,
};

interface Said {
  readonly title: string;
  readonly text: string;
}

export const problemWords = ({ kind, value, otherRow }: Problem): Said => {
  switch (kind) {
    case 'precision-lost':
      return { title: m.import_p_precision_lost(), text: m.import_p_precision_lost_text() };
    case 'checksum':
      return { title: m.import_p_checksum(), text: m.import_p_checksum_text() };
    case 'number-length':
      return { title: m.import_p_number_length(), text: m.import_p_number_length_text({ value }) };
    case 'number-repeated':
      return { title: m.import_p_number_repeated(), text: m.import_p_number_repeated_text({ row: otherRow ?? '' }) };
    case 'sex-differs':
      return { title: m.import_p_sex_differs(), text: m.import_p_sex_differs_text({ value }) };
    case 'birth-differs':
      return { title: m.import_p_birth_differs(), text: m.import_p_birth_differs_text({ value }) };
    case 'birth-unclear':
      return { title: m.import_p_birth_unclear(), text: m.import_p_birth_unclear_text({ value }) };
    case 'phone-unclear':
      return { title: m.import_p_phone_unclear(), text: m.import_p_phone_unclear_text({ value }) };
    case 'place-unclear':
      return { title: m.import_p_place_unclear(), text: m.import_p_place_unclear_text({ value }) };
    case 'place-missing':
      return { title: m.import_p_place_missing(), text: m.import_p_place_missing_text() };
    case 'name-missing':
      return { title: m.import_p_name_missing(), text: m.import_p_name_missing_text() };
    case 'name-unclear':
      return { title: m.import_p_name_unclear(), text: m.import_p_name_unclear_text({ value }) };
    case 'formula-empty':
      return { title: m.import_p_formula_empty(), text: m.import_p_formula_empty_text() };
    case 'number-mended':
      return { title: m.import_p_number_mended(), text: m.import_p_number_mended_text() };
    case 'phone-mended':
      return { title: m.import_p_phone_mended(), text: m.import_p_phone_mended_text({ value }) };
    case 'name-mended':
      return { title: m.import_p_name_mended(), text: m.import_p_name_mended_text({ value }) };
    case 'rare-character':
      return { title: m.import_p_rare_character({ value }), text: m.import_p_rare_character_text() };
  }
};

const foreignWord: Readonly<Record<ForeignType, () => string>> = {
  pdf: m.import_kind_pdf,
  image: m.import_kind_image,
  word: m.import_kind_word,
  slides: m.import_kind_slides,
  archive: m.import_kind_archive,
  'web-page': m.import_kind_web_page,
  program: m.import_kind_program,
  text: m.import_kind_text,
  other: m.import_kind_other,
};

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

/** What happened, and what to do about it. */
export const errorWords = (error: ReadError | { readonly type: 'Unreadable' }): Said => {
  switch (error.type) {
    case 'FileTooLarge':
      return {
        title: m.import_e_too_large({ size: megabytes(error.bytes), limit: megabytes(error.limit) }),
        text: m.import_e_too_large_do(),
      };
    case 'FileEmpty':
      return { title: m.import_e_empty(), text: m.import_e_empty_do() };
    case 'NotAWorkbook':
      return {
        title: m.import_e_not_workbook({ kind: foreignWord[error.looksLike]() }),
        text: m.import_e_not_workbook_do(),
      };
    case 'OldWorkbookVersion':
      return { title: m.import_e_old_version(), text: m.import_e_old_version_do() };
    case 'Encrypted':
      return { title: m.import_e_encrypted(), text: m.import_e_encrypted_do() };
    case 'Damaged':
      return { title: m.import_e_damaged(), text: m.import_e_damaged_do() };
    case 'Inflated':
      return { title: m.import_e_inflated(), text: m.import_e_inflated_do() };
    case 'TooManyCells':
      return { title: m.import_e_too_many_cells(), text: m.import_e_too_many_cells_do() };
    case 'WorkbookEmpty':
    case 'NoHeader':
    case 'NoResidents':
      return { title: m.import_e_workbook_empty(), text: m.import_e_workbook_empty_do() };
    case 'Masked':
      return { title: m.import_e_masked(), text: m.import_e_masked_do() };
    case 'Unreadable':
      return { title: m.import_e_unreadable(), text: m.import_e_unreadable_do() };
  }
};

/** Why a register could not be written to; what has no word of its own is shown as it is named. */
export const whyWord = (why: string): string => {
  if (why === 'absent' || why === 'loading' || why === 'gone') return m.import_w_absent();
  if (why === 'rights' || why === 'sealed') return m.import_w_rights();
  if (why === 'locked') return m.import_w_locked();
  if (why === 'renewing') return m.import_w_renewing();
  if (why === 'other-window') return m.import_w_other_window();
  if (why === 'undone') return m.import_w_undone();
  return why === 'newer-version' ? m.import_w_newer() : why;
};

/** What an import that was taken back has left, in whole sentences. */
export const undoneText = ({ kept, removed, left, lost }: Undoing): string => {
  const stays = kept.people + kept.cells > 0;
  return [
    stays || left > 0 || lost > 0 ? '' : m.import_undone_text(),
    kept.people > 0 ? m.import_undone_kept_people({ count: kept.people.toLocaleString() }) : '',
    kept.cells > 0 ? m.import_undone_kept_cells({ count: kept.cells.toLocaleString() }) : '',
    removed > 0 ? m.import_undone_removed({ count: removed }) : '',
    left > 0 ? m.import_undone_left({ count: left }) : '',
    lost > 0 ? m.import_undone_lost() : '',
  ]
    .filter(Boolean)
    .join(m.import_sentence_end());
};
