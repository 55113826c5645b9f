import type { ForeignType } from '@lianxi/exchange';
import { m } from '#lib/paraglide/messages.js';
import type { ReadingError } from './reading.ts';

interface Said {
  readonly title: string;
  readonly text: string;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);

/** What is wrong with a file, and what to do. */
export const errorWords = (error: ReadingError): Said => {
  switch (error.type) {
    case 'FileTooLarge':
      return {
        title: m.old_e_too_large({ size: megabytes(error.bytes), limit: megabytes(error.limit) }),
        text: m.old_e_too_large_do(),
      };
    case 'FileEmpty':
      return { title: m.old_e_empty(), text: m.old_e_empty_do() };
    case 'NotADocument':
      return { title: m.old_e_not_docx({ kind: kindWord(error.looksLike) }), text: m.old_e_not_docx_do() };
    case 'OldFormat':
      return { title: m.old_e_old(), text: m.old_e_old_do() };
    case 'Encrypted':
      return { title: m.old_e_encrypted(), text: m.old_e_encrypted_do() };
    case 'Damaged':
      return { title: m.old_e_damaged(), text: m.old_e_damaged_do() };
    case 'Inflated':
      return { title: m.old_e_inflated({ limit: megabytes(error.limit) }), text: m.old_e_too_large_do() };
    case 'TooLong':
      return {
        title: m.old_e_too_long({ count: error.characters.toLocaleString(), blocks: error.blocks.toLocaleString() }),
        text: m.old_e_too_long_do(),
      };
    case 'NothingWritten':
      return { title: m.old_e_nothing(), text: m.old_e_nothing_do() };
    case 'Unreadable':
      return { title: m.old_e_unreadable(), text: m.old_e_unreadable_do() };
  }
};

const kindWord = (is: ForeignType): string => {
  switch (is) {
    case 'pdf':
      return m.old_kind_pdf();
    case 'image':
      return m.old_kind_image();
    case 'slides':
      return m.old_kind_slides();
    case 'archive':
      return m.old_kind_archive();
    default:
      return m.old_kind_other();
  }
};
