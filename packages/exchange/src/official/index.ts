export { buildOfficial, type OfficialAddendum, type OfficialSource } from './build.ts';
export { type DocxPicture, type DocxPictures, writeOfficialDocx } from './docx/index.ts';
export type { Face } from './faces.ts';
export { form, mastheadSize, millimetre } from './form.ts';
export type {
  Colophon,
  OfficialCell,
  OfficialMinutes,
  OfficialParagraph,
  OfficialPart,
  OfficialPicture,
  OfficialRun,
  OfficialTable,
  Roll,
} from './model.ts';
export { buildNotice, type NoticeSource } from './notice.ts';
export { cellRoom, type PictureBox, pictureBox, picturesIn } from './picture.ts';
export { unfoldTable } from './text.ts';
