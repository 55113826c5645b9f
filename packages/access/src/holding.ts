import { isCommitteeRole, type Role } from './grant.ts';

/** Roles by which meetings are held and recorded; units and guests attend them. */
export const holdsMeetings = (role: Role): boolean => isCommitteeRole(role) || role === 'branch' || role === 'grid';
