import type { Community } from '../community/index.ts';
import { drawDirectory } from './directory.ts';
import { createDesk, type Draft } from './draft.ts';
import { drawLedger } from './ledger.ts';
import { drawMinutes } from './minutes.ts';
import { drawRegister } from './register.ts';

export type { Draft } from './draft.ts';

/** Every document of the community, built but not stored yet. */
export const drawDocuments = async (community: Community, now: number): Promise<readonly Draft[]> => {
  const desk = createDesk(community, now);
  const drafts = [await drawDirectory(desk)];
  for (const register of community.registers) drafts.push(await drawRegister(desk, register));
  for (const meeting of community.meetings) drafts.push(await drawMinutes(desk, meeting));
  for (const project of community.projects) drafts.push(await drawLedger(desk, project));
  return drafts;
};
