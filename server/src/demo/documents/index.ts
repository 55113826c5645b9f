import type { Community } from '../community/index.ts';
import { drawCare } from './care.ts';
import { drawDirectory } from './directory.ts';
import { createDesk, type Draft } from './draft.ts';
import { drawFollowupOf } from './followup.ts';
import { drawLedger } from './ledger.ts';
import { drawMinutes } from './minutes.ts';
import { drawRegister } from './register.ts';

export type { Draft } from './draft.ts';
export { numberingOf } from './minutes.ts';

/** Every document of the community, built but not stored yet; `pause` lets others have their turn in between. */
export const drawDocuments = async (
  community: Community,
  now: number,
  pause: () => Promise<unknown>,
): Promise<readonly Draft[]> => {
  const desk = createDesk(community, now);
  const works: readonly (() => Promise<Draft | null | readonly Draft[]>)[] = [
    () => drawDirectory(desk),
    ...community.registers.map((register) => () => drawRegister(desk, register)),
    ...community.registers.map((register) => () => drawCare(desk, register)),
    ...community.meetings.map((meeting) => async () => {
      const minutes = await drawMinutes(desk, meeting);
      return minutes.signing ? [minutes, drawFollowupOf(desk, meeting, minutes)] : minutes;
    }),
    ...community.projects.map((project) => () => drawLedger(desk, project)),
  ];
  const drafts: Draft[] = [];
  for (const work of works) {
    const drawn = await work();
    if (!drawn) continue;
    drafts.push(...[drawn].flat());
    await pause();
  }
  return drafts;
};
