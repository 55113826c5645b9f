import { type DocxPictures, type OfficialMinutes, writeOfficialDocx } from '@lianxi/exchange/official';
import { m } from '#lib/paraglide/messages.js';
import type { NewReport, Workspace } from '#lib/workspace';
import { saveFile } from '../exports/writer.ts';

const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What leaves: a document, and how many of a meeting's people stand in it by name. */
interface Handed {
  readonly official: OfficialMinutes;
  readonly people: number;
}

/** How an official document leaves, as a file or on paper. It is told first; what cannot be told does not leave. */
export class HandOut {
  readonly #workspace: Workspace;
  readonly #address: string;
  readonly #handed: () => Handed;
  readonly #pictures: () => Promise<DocxPictures>;
  isWriting = $state(false);

  constructor(
    workspace: Workspace,
    address: string,
    handed: () => Handed,
    pictures: () => Promise<DocxPictures> = async () => new Map(),
  ) {
    this.#workspace = workspace;
    this.#address = address;
    this.#handed = handed;
    this.#pictures = pictures;
  }

  /** False where it could not be kept, which is said. */
  tell(way: 'docx' | 'print'): boolean {
    const { people } = this.#handed();
    if (people === 0 || this.#workspace.reports.note(reportOf(this.#address, people, way))) return true;
    this.#workspace.say(m.official_not_kept(), 'problem');
    return false;
  }

  /** Writes the file, which goes to the downloads. */
  async download(): Promise<void> {
    const { official } = this.#handed();
    this.isWriting = true;
    try {
      const bytes = await writeOfficialDocx(official, await this.#pictures());
      if (this.tell('docx')) saveFile(bytes, `${fileName(official)}.docx`, type);
    } catch {
      this.#workspace.say(m.official_failed(), 'problem');
    }
    this.isWriting = false;
  }
}

/** As it is spoken of: `青禾社区联席会议纪要 〔2026〕3号`; without a number, by its day. */
const fileName = ({ masthead, number, day }: OfficialMinutes): string =>
  [masthead, number ?? day]
    .filter(Boolean)
    .join(' ')
    .replace(/[\\/:*?"<>|]/g, ' ')
    .trim();

/** What is told of it: a document with the names of those on a meeting's sheet left for a file or for paper. */
const reportOf = (address: string, rows: number, way: 'docx' | 'print'): NewReport => {
  const handed = {
    address,
    columns: ['name', 'unit', 'post', 'state'],
    rows,
    isMasked: false,
    purpose: 'meeting',
    reference: null,
  } as const;
  return way === 'docx' ? { type: 'exported', format: 'docx', ...handed } : { type: 'printed', ...handed };
};
