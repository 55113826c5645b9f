import type { Derived, MinutesProjection } from '@lianxi/documents';
import { type TableView, viewTable, viewValue } from '#lib/view';

type Fields<T> = T extends { readonly schema: { readonly fields: infer F } } ? F : never;
type ViewOf<K extends 'header' | 'agenda' | 'attendance' | 'resolutions'> = TableView<Fields<MinutesProjection[K]>>;

/** A meeting as templates read it. */
export interface MeetingView {
  readonly header: ViewOf<'header'>;
  readonly agenda: ViewOf<'agenda'>;
  readonly attendance: ViewOf<'attendance'>;
  readonly resolutions: ViewOf<'resolutions'>;
  readonly topics: { readonly current: ReturnType<MinutesProjection['topics']['get']> };
  readonly tally: { readonly current: ReturnType<MinutesProjection['tally']['get']> };
  readonly units: { readonly current: ReturnType<MinutesProjection['units']['get']> };
  readonly numbered: { readonly current: ReturnType<MinutesProjection['numbered']['get']> };
}

const views = new WeakMap<MinutesProjection, MeetingView>();
const viewDerived = <T>(derived: Derived<T>) => viewValue(derived.subscribe, derived.get);

export const viewMeeting = (minutes: MinutesProjection): MeetingView => {
  const known = views.get(minutes);
  if (known) return known;
  const view: MeetingView = {
    header: viewTable(minutes.header),
    agenda: viewTable(minutes.agenda),
    attendance: viewTable(minutes.attendance),
    resolutions: viewTable(minutes.resolutions),
    topics: viewDerived(minutes.topics),
    tally: viewDerived(minutes.tally),
    units: viewDerived(minutes.units),
    numbered: viewDerived(minutes.numbered),
  };
  views.set(minutes, view);
  return view;
};
