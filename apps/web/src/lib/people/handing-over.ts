import { communityScope, type DocumentKind, type Grant, type Scope, scopeCovers } from '@lianxi/access';
import { type Measure, measures, type UnitTotals } from '@lianxi/documents';
import { byDeadline, type FollowUp } from '../meetings/follow-ups.ts';

/** What an office leaves undone, from what this device has: promises without delivery, resolutions without an end. */
export interface OpenPromise {
  readonly address: string;
  readonly project: string;
  /** In whose name it was promised: a scope. */
  readonly unit: string;
  readonly measure: Measure;
  readonly promised: number;
  readonly delivered: number;
}

export interface ReadLedger {
  readonly address: string;
  readonly title: string;
  readonly byUnit: readonly UnitTotals[];
}

/** Scopes of an office; documents that somebody was let into one by one are no office. */
export const officeScopes = (grants: readonly Grant[]): readonly Scope[] => [
  ...new Set(grants.flatMap(({ on }) => (on.includes('/') ? [] : [on as Scope]))),
];

/**
 * Whether what is signed with `scope` is the office's own: the same place, or one below it. The community's own is what is
 * signed with it, not everything that lies in it.
 */
const isOwn = (scopes: readonly Scope[], scope: string): boolean =>
  scopes.some((own) => own === scope || (own !== communityScope && scopeCovers(own, scope as Scope)));

/** Promised and not delivered, by project, unit and measure; waiting entries count, refused and reversed ones do not. */
export const openPromises = (ledgers: readonly ReadLedger[], scopes: readonly Scope[]): readonly OpenPromise[] =>
  ledgers
    .flatMap(({ address, title, byUnit }) =>
      byUnit
        .filter(({ unit }) => isOwn(scopes, unit))
        .flatMap(({ unit, totals }) =>
          measures.flatMap((measure) => {
            const { promised, delivered } = totals[measure];
            return promised > delivered ? [{ address, project: title, unit, measure, promised, delivered }] : [];
          }),
        ),
    )
    .sort((one, other) => collator.compare(one.project, other.project));

const collator = new Intl.Collator('zh-u-co-pinyin');

/** Who leads is written as words: the name of a unit or branch, or of the person, alone or with something beside it. */
export const ownResolutions = (all: readonly FollowUp[], names: readonly string[]): readonly FollowUp[] => {
  const own = names.map(plain).filter(({ length }) => length >= 2);
  return all.filter(({ lead }) => lead !== null && own.some((name) => plain(lead).includes(name))).sort(byDeadline);
};

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

export interface OfficeDocuments {
  readonly kind: DocumentKind;
  readonly scope: string;
  readonly count: number;
  readonly updatedAt: number;
}

/** The documents that lie in the office's scopes, by kind and place. The directory is everybody's. */
export const officeDocuments = (
  documents: readonly { readonly kind: DocumentKind; readonly scope: Scope; readonly updatedAt: number }[],
  scopes: readonly Scope[],
): readonly OfficeDocuments[] => {
  const own = documents.filter(
    ({ kind, scope }) => kind !== 'directory' && scopes.some((each) => scopeCovers(each, scope)),
  );
  const groups = Map.groupBy(own, ({ kind, scope }) => `${kind} ${scope}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const updatedAt = Math.max(...group.map((each) => each.updatedAt));
      return first ? [{ kind: first.kind, scope: first.scope, count: group.length, updatedAt }] : [];
    })
    .sort((one, other) =>
      one.kind === other.kind ? (one.scope < other.scope ? -1 : 1) : one.kind < other.kind ? -1 : 1,
    );
};
