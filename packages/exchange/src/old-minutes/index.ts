import { ok, type Result } from '@lianxi/base';
import type { OldMinutesError } from './check.ts';
import type { OldMinutes } from './draft.ts';
import { draftOldMinutes } from './draft-minutes.ts';
import type { PaperPicture } from './paper.ts';
import { readDocx } from './read-docx.ts';

export { type OldMinutesError, oldMinutesLimits } from './check.ts';
export type { OldBlock, OldCell, OldHeader, OldMinutes, OldPerson, OldResolution, OldRun, OldTopic } from './draft.ts';
export type { PaperPicture } from './paper.ts';

export interface ReadOldMinutes {
  readonly minutes: OldMinutes;
  readonly pictures: readonly PaperPicture[];
  /** Pictures that no browser draws, or that the file only points to. */
  readonly leftOut: number;
}

/** A DOCX of old minutes as a draft to be looked over. Writes nothing, fetches nothing. */
export const readOldMinutes = async (
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<ReadOldMinutes, OldMinutesError>> => {
  const paper = await readDocx(bytes);
  if (!paper.ok) return paper;
  const { pictures, leftOut } = paper.value;
  return ok({ minutes: draftOldMinutes(paper.value), pictures, leftOut });
};
