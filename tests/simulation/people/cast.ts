import { type AddressParts, type Grant, parseAddress, rightsOf } from '@lianxi/access';

/** Who is there, and what they may do: the real table of rights over invented grants. */
export interface Person {
  readonly member: string;
  readonly name: string;
  grants: readonly Grant[];
}

export const hostileMember = 'mhostile1';

const grant = (role: Grant['role'], on: string): Grant => ({ role, on: on as Grant['on'], from: null, to: null });
const person = (member: string, ...grants: Grant[]): Person => ({ member, name: `${member} 同志`, grants });

export const createCast = () => ({
  secretary: person('msecretar', grant('committee', 'community')),
  branch: person('mbranch01', grant('branch', 'wutongli')),
  unit: person('munit0001', grant('unit', 'unit-linxi')),
  grid: person('mgrid0001', grant('grid', 'wutongli.g1')),
  /** May write where units may write, and tries everything else. */
  hostile: person(hostileMember, grant('unit', 'unit-bank')),
});
export type Cast = ReturnType<typeof createCast>;

const id = '01990000-0000-7000-8000-00000000000';
export const addresses = {
  minutes: `minutes/joint/${id}1`,
  ledger: `ledger/joint/${id}2`,
  register: `register/wutongli.g1/${id}3`,
  directory: 'directory/community/main',
  open: `open/joint/${id}5`,
} as const;
export type Kind = keyof typeof addresses;

export const partsOf = (address: string): AddressParts => {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new Error(`no address: ${address}`);
  return parsed.value;
};

export const rightsTo = (someone: Person, address: string) => rightsOf(someone.grants, partsOf(address), 0);
