import type { AttendeeValues } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { clockTime } from '../meetings/dates.ts';

type Came = Pick<AttendeeValues, 'state' | 'time' | 'left'>;

/** Came after the meeting had begun, by its own header. */
export const isLate = ({ state, time }: Came, start: string | null): boolean =>
  state === 'present' && time !== null && start !== null && time.slice(0, 10) === start.slice(0, 10) && time > start;

/** `14:52 到，迟到；15:10 离会，早退`; empty where there is nothing to say. */
export const presenceWords = (came: Came, start: string | null): string =>
  [
    ...(isLate(came, start) ? [m.hall_came_late({ time: clockTime(came.time) })] : []),
    ...(came.left === null ? [] : [m.hall_left_at({ time: clockTime(came.left) })]),
  ].join('；');
