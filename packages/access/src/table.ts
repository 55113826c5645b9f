import { type DocumentKind, documentKinds } from './address.ts';
import { type Grant, type Role, roles } from './grant.ts';
import { type Place, type Rights, rightsTable } from './rights.ts';

/** The table of rights as people read it: a row for each role and kind, also where the role may nothing. */
export interface RightsRow extends Readonly<Record<Place, Rights>> {
  readonly role: Role;
  readonly kind: DocumentKind;
  /** Rules of docs/spec, by number, that say what the right means there and what it does not. */
  readonly rules: readonly string[];
}

const places: readonly Place[] = ['own', 'joint', 'elsewhere'];

/** What holds for whoever may write there, beside the table: the kind's own rules, which the relay asks of each update. */
const rulesOfKind: Readonly<Record<DocumentKind, readonly string[]>> = {
  directory: ['AC6', 'DR8'],
  minutes: ['MN7', 'MN13'],
  followup: ['FU2', 'FU3', 'FU4'],
  register: ['AC10', 'RG1', 'RG2', 'RG3'],
  care: ['AC11', 'CA2', 'CA3', 'CA4'],
  ledger: ['LG1', 'LG6', 'LG10'],
  open: ['AC9'],
};

export const rightsRows: readonly RightsRow[] = roles.flatMap((role) =>
  documentKinds.map((kind) => {
    const byPlace = rightsTable[role][kind] ?? {};
    const [own, joint, elsewhere] = places.map((place) => byPlace[place] ?? byPlace.elsewhere ?? 'none');
    return { role, kind, own, joint, elsewhere, rules: rulesOfKind[kind] } as RightsRow;
  }),
);

/** Somebody's grants, as they stand in an export. */
export interface GrantHolder {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
}

export interface RightsExport {
  readonly table: readonly RightsRow[];
  /** Ended ones and those to come included; by person, role, place and time. */
  readonly grants: readonly GrantRow[];
}

export interface GrantRow {
  readonly member: string;
  readonly name: string;
  readonly role: Role;
  readonly on: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Table and grants in one order whatever order they came in, so that two exports differ only where the rights do. */
export const exportRights = (holders: readonly GrantHolder[]): RightsExport => ({
  table: rightsRows,
  grants: holders
    .flatMap(({ id, name, grants }) =>
      grants.map(({ role, on, from, to }): GrantRow => ({ member: id, name, role, on, from, to })),
    )
    .sort((one, other) => compare(keyOf(one), keyOf(other))),
});

/** The export as text, a line a fact, fields apart by tabs: what `diff` reads. */
export const rightsText = ({ table, grants }: RightsExport): string =>
  [
    ...table.map(({ role, kind, own, joint, elsewhere, rules }) =>
      ['right', role, kind, `own=${own}`, `joint=${joint}`, `elsewhere=${elsewhere}`, rules.join(' ')].join('\t'),
    ),
    ...grants.map(({ member, name, role, on, from, to }) =>
      ['grant', member, name, role, on, `from=${timeText(from)}`, `to=${timeText(to)}`].join('\t'),
    ),
  ].join('\n');

const keyOf = ({ member, role, on, from, to }: GrantRow): readonly (string | number)[] => [
  member,
  roles.indexOf(role),
  on,
  from ?? Number.NEGATIVE_INFINITY,
  to ?? Number.POSITIVE_INFINITY,
];

const compare = (one: readonly (string | number)[], other: readonly (string | number)[]): number => {
  for (const [at, value] of one.entries()) {
    const against = other[at] ?? '';
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
};

const timeText = (time: number | null): string => (time === null ? '-' : new Date(time).toISOString());
