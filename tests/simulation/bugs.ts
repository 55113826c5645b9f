import type { Faults } from './faults.ts';

/** A bug put in, and the invariant that must see it when nothing else is looked at. */
export interface Bug {
  readonly faults: Faults;
  readonly invariant: string;
  /** Where the seeds begin, for a bug that few of them show. */
  readonly from?: number;
}

export const bugs: { readonly [name: string]: Bug } = {
  'acknowledged and handed on before it is durable': {
    faults: { answersEarly: true },
    invariant: 'stored-before-spoken',
  },
  'lost with the power after it was acknowledged': {
    faults: { answersEarly: true },
    invariant: 'acknowledged-survives',
  },
  'handed on before it is stored': { faults: { handsOnEarly: true }, invariant: 'stored-before-spoken' },
  'compaction takes a row too many': { faults: { foldsTooMuch: true }, invariant: 'convergence' },
  'a slow reader misses a message and is kept': { faults: { skipsMessages: true }, invariant: 'convergence' },
  'what overlaps is stored uncut': { faults: { storesWhatCame: true }, invariant: 'forbidden' },
  'a row was stored without its contents, and more is built on it': {
    faults: { losesRows: true },
    invariant: 'no-false-refusal',
  },
  'a row is stored without its contents': { faults: { losesRows: true }, invariant: 'sound-log' },
  'no rule about whose name stands in a row': { faults: { hasNoStampRule: true }, invariant: 'forbidden' },
  'no rule that an entry is final': { faults: { hasNoEntryRule: true }, invariant: 'entries-are-final' },
  'an entry is decided twice': { faults: { decidesTwice: true }, invariant: 'one-outcome' },
  'what comes again after a lost acknowledgement is posted again': {
    faults: { postsWhatCame: true },
    invariant: 'one-outcome',
  },
  'a posted entry does not follow the one before': { faults: { breaksTheChain: true }, invariant: 'books' },
  'a message cannot be written, and the exception is nobody’s': {
    faults: { writingThrows: true },
    invariant: 'no-exception',
  },
  'a document was rebuilt, and devices of before bring back what was erased': {
    faults: { hidesRebuildings: true },
    invariant: 'erased-stays-erased',
  },
  'no look at the budget': { faults: { hasNoBudgetCheck: true }, invariant: 'budget' },
  'the device says stored before it is': { faults: { diskLies: true }, invariant: 'no-silent-loss' },
  'what was refused is forgotten': { faults: { forgetsRefusals: true }, invariant: 'no-silent-loss' },
  'the same client id after a crash': { faults: { hasStableClientId: true }, invariant: 'convergence', from: 551 },
  'no renewal after a refusal': { faults: { isDeafToRefusals: true }, invariant: 'convergence' },
  'a refused change counts as received': { faults: { isDeafToRefusals: true }, invariant: 'receipt' },
  'sent counts as received': { faults: { acknowledgesItself: true }, invariant: 'receipt' },
  'acknowledgements go unheard': { faults: { isDeafToAcknowledgements: true }, invariant: 'liveness' },
  'typed again after a renewal': { faults: { typesAgain: true }, invariant: 'no-doubles' },
};
