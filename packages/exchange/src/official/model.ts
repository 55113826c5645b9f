import type { Face } from './faces.ts';

/**
 * Minutes as an official document (纪要), without its layout: what stands where and in which face. Renderings add the figures of
 * form.ts and nothing else.
 */
export interface OfficialMinutes {
  readonly masthead: string;
  /** 期号, as it was given; null leaves its place free. */
  readonly number: string | null;
  /** The day above the red rule; null leaves its place free. */
  readonly day: string | null;
  readonly title: string;
  readonly body: readonly OfficialPart[];
  /** 出席, 请假, 列席, 缺席: those that have anybody, below the body. */
  readonly rolls: readonly Roll[];
  readonly colophon: Colophon;
}

export type OfficialPart = OfficialParagraph | OfficialTable | OfficialPicture;

/** Named by the hash of its bytes, which come from elsewhere. What is said of it is the paragraph below. */
export interface OfficialPicture {
  readonly type: 'picture';
  readonly hash: string;
  /** Pixels; 0 where nobody said. */
  readonly width: number;
  readonly height: number;
  readonly caption: string;
}

export interface OfficialParagraph {
  readonly type: 'paragraph';
  readonly face: Face;
  /** How deep it lies in lists: two characters each. */
  readonly depth: number;
  /** Stays on the page of what follows. */
  readonly isHeading: boolean;
  readonly runs: readonly OfficialRun[];
  /** Whom a letter is to: begins at the edge, not two characters in. */
  readonly isFlush?: true;
  /** What stands below a picture, in the middle. */
  readonly isCaption?: true;
  /** Whose letter it is, and its day: set to the right, so many characters from the edge. */
  readonly fromRight?: number;
}

export interface OfficialRun {
  readonly text: string;
  /** Where it is not the paragraph's. */
  readonly face?: Face;
  readonly isBold?: boolean;
}

/** Every row has a place for each column; a cell that reaches over several stands at its first. */
export interface OfficialTable {
  readonly type: 'table';
  readonly columns: number;
  readonly rows: readonly (readonly OfficialCell[])[];
}

export interface OfficialCell {
  /** The column it begins at, from 0. */
  readonly at: number;
  readonly columns: number;
  readonly rows: number;
  readonly isHeader: boolean;
  /** Below each other; of the paragraphs only their runs, and whether they are captions. */
  readonly parts: readonly (OfficialParagraph | OfficialPicture)[];
}

export interface Roll {
  readonly label: string;
  readonly text: string;
}

export interface Colophon {
  /** 分送, ended by a full stop; null where nobody has been named. */
  readonly sentTo: string | null;
  readonly issuer: string;
  /** The day of issue, or blanks to write it into. */
  readonly issued: string;
}
