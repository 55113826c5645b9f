import { type BeforeProjection, type Derived, projectBefore } from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import type { DocumentView } from '#lib/workspace';

type Viewed<K extends keyof BeforeProjection> =
  BeforeProjection[K] extends Derived<infer T> ? { readonly current: T } : never;

/** What comes before a meeting, as templates read it. */
export interface BeforeView {
  readonly proposals: Viewed<'proposals'>;
  readonly invited: Viewed<'invited'>;
  readonly replyTally: Viewed<'replyTally'>;
  readonly carried: Viewed<'carried'>;
}

const views = new WeakMap<BeforeProjection, BeforeView>();
const viewDerived = <T>({ subscribe, get }: Derived<T>) => viewValue(subscribe, get);

export const viewBefore = (doc: DocumentView['doc']): BeforeView => {
  const before = projectionOf(doc, projectBefore);
  const known = views.get(before);
  if (known) return known;
  const view: BeforeView = {
    proposals: viewDerived(before.proposals),
    invited: viewDerived(before.invited),
    replyTally: viewDerived(before.replyTally),
    carried: viewDerived(before.carried),
  };
  views.set(before, view);
  return view;
};
