import { holdsMeetings, isInForce } from '@lianxi/access';
import { type Derived, type HallProjection, projectHall, type VoteRead } from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import { useWorkspace } from '#lib/workspace';
import { useDesk } from '../meetings/desk.svelte.ts';

type Current<T> = { readonly current: T };
interface HallView {
  readonly presence: Current<ReturnType<HallProjection['presence']['get']>>;
  readonly votes: Current<readonly VoteRead[]>;
  readonly walkIns: Current<ReturnType<HallProjection['walkIns']['get']>>;
}

/** The hall of the meeting on the table, as templates read it. */
export interface Hall {
  readonly presence: HallView['presence']['current'];
  readonly votes: readonly VoteRead[];
  /** Who signed in by the code and waits to be found. */
  readonly waiting: HallView['walkIns']['current'];
  /** Holds meetings by the own role, and may write here. */
  readonly isHost: boolean;
  /** The own line of the sheet, where it is known whose it is and it has a vote now. */
  readonly ownLine: string | null;
  /** Lines that have a vote at this moment. */
  readonly entitled: readonly string[];
}

const views = new WeakMap<HallProjection, HallView>();
const viewDerived = <T>(derived: Derived<T>) => viewValue(derived.subscribe, derived.get);
const viewHall = (hall: HallProjection): HallView => {
  const known = views.get(hall);
  if (known) return known;
  const view = {
    presence: viewDerived(hall.presence),
    votes: viewDerived(hall.votes),
    walkIns: viewDerived(hall.walkIns),
  };
  views.set(hall, view);
  return view;
};

export const useHall = (): Hall => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const doc = $derived(desk.document.doc);
  const view = $derived(viewHall(projectionOf(doc, projectHall)));
  const waiting = $derived(view.walkIns.current.filter(({ attendee }) => attendee === null));
  const isHolder = workspace.member.grants.some((grant) => holdsMeetings(grant.role) && isInForce(grant, Date.now()));
  const entitled = $derived(
    desk.view.attendance.ids.filter((id) => {
      const { state, left } = desk.view.attendance.values(id);
      return state === 'present' && left === null;
    }),
  );
  const ownLine = $derived(
    entitled.find((id) => desk.view.attendance.cell(id, 'member') === workspace.member.id) ?? null,
  );
  return {
    get presence() {
      return view.presence.current;
    },
    get votes() {
      return view.votes.current;
    },
    get waiting() {
      return waiting;
    },
    get isHost() {
      return isHolder && desk.mayWrite;
    },
    get ownLine() {
      return ownLine;
    },
    get entitled() {
      return entitled;
    },
  };
};
