import { defineRecord, texts } from '../table/index.ts';

/** As many names as a colophon holds. */
export const mostReceivers = 60;

/** To whom minutes are sent (分送), by the names that stand in their colophon. */
export const circulationSchema = defineRecord('circulation', { sentTo: texts(mostReceivers, 80) });
