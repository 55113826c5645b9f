import type { CareLabel, NewLabel } from '@lianxi/documents';
import { addDays, type Day, momentOf, yearOf } from '../day.ts';
import { createDraw } from '../draw.ts';
import type { Resident } from './residents.ts';

/** A label that somebody in the grid has consented to, and when it was recorded. */
export interface Care extends NewLabel {
  readonly resident: string;
  readonly label: CareLabel;
  readonly at: number;
  /** The day on which the consent was withdrawn; null while it stands. */
  readonly withdrawnOn: Day | null;
}

const told: readonly (readonly [label: CareLabel, help: string])[] = [
  ['agedCare', '每周三上午探访，量血压。'],
  ['aloneVisits', '每周两次敲门问安，子女在外地。'],
  ['illnessFollowUp', '每月陪同去社区医院取药。'],
];

/** A few labels of a grid: of old people, of one child by a guardian, and one that was withdrawn. */
export const createCare = (seed: number, today: Day, grid: string, residents: readonly Resident[]): readonly Care[] => {
  const draw = createDraw(seed, `care ${grid}`);
  const ageOf = ({ birthDate }: Resident): number => yearOf(today) - yearOf(birthDate);
  const old = draw.shuffle(residents.filter((resident) => ageOf(resident) >= 70)).slice(0, told.length + 1);
  const child = residents.find((resident) => ageOf(resident) >= 6 && ageOf(resident) < 13);
  const guardian = residents.find((each) => each.household === child?.household && ageOf(each) >= 25);

  const recorded = (
    resident: Resident,
    days: number,
    care: Omit<Care, 'resident' | 'household' | 'consentOn' | 'at'>,
  ) => ({
    ...care,
    resident: resident.id,
    household: resident.household,
    consentOn: addDays(today, -days),
    at: momentOf(addDays(today, -days), '15:20'),
  });
  const own = { isMinor: false, consentBy: 'self', withdrawnOn: null } as const;
  const ofTheOld = old.map((resident, index) => {
    const [label, help] = told[index] ?? (['hardshipAid', '节前送米面油。'] as const);
    const how =
      index === 1
        ? ({ consentHow: 'witnessed', witness: '楼组长在场' } as const)
        : ({ consentHow: 'written' } as const);
    const withdrawnOn = index < told.length ? null : addDays(today, -9);
    return recorded(resident, 40 + index * 11, { ...own, ...how, label, help, withdrawnOn });
  });
  if (!child || !guardian) return ofTheOld;
  const ofTheChild = recorded(child, 25, {
    isMinor: true,
    consentBy: 'guardian',
    guardian: guardian.id,
    consentHow: 'written',
    label: 'childInNeed',
    help: '放学后到四点半课堂，志愿者接送。',
    withdrawnOn: null,
  });
  return [...ofTheOld, ofTheChild];
};
