import { m } from '#lib/paraglide/messages.js';
import type { Misfit } from './columns.ts';

/** Why a text was not taken, and what to do. */
export const misfitText = (why: Misfit): string =>
  ({
    choice: m.residents_misfit_choice,
    day: m.residents_misfit_day,
    long: m.residents_misfit_long,
    masked: m.residents_misfit_masked,
    number: m.residents_misfit_number,
    place: m.residents_misfit_place,
    nobody: m.residents_misfit_nobody,
    locked: m.residents_misfit_locked,
    outside: m.residents_misfit_outside,
  })[why]();
