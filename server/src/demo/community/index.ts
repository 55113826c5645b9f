export type { Person, Unit } from './cast.ts';
export { addDays, type Day, dayAt, momentOf } from './day.ts';
export { createDraw } from './draw.ts';
export { type Community, demoSeed, generateCommunity, type Register } from './generate.ts';
export { idOf, memberIdOf, unitRowOf } from './id.ts';
export type { Meeting } from './meetings/meeting.ts';
export type { Household, Resident } from './people/residents.ts';
export type { Project, ProjectEntry } from './projects/projects.ts';
