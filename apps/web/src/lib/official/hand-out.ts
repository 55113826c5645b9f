import { type OfficialMinutes, writeOfficialDocx } from '@lianxi/exchange/official';
import type { NewReport } from '#lib/workspace';
import { saveFile } from '../exports/writer.ts';

const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Writes the file; it goes to the downloads if `tell` could keep what is told of it. */
export const handOut = async (official: OfficialMinutes, tell: () => boolean): Promise<void> => {
  const bytes = await writeOfficialDocx(official);
  if (tell()) saveFile(bytes, `${fileName(official)}.docx`, type);
};

/** As it is spoken of: `青禾社区联席会议纪要 〔2026〕3号`; without a number, by its day. */
const fileName = ({ masthead, number, day }: OfficialMinutes): string =>
  [masthead, number ?? day]
    .filter(Boolean)
    .join(' ')
    .replace(/[\\/:*?"<>|]/g, ' ')
    .trim();

/** What is told of it: a document with the names of those on a meeting's sheet left for a file or for paper. */
export const reportOf = (address: string, rows: number, way: 'docx' | 'print'): NewReport => {
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
