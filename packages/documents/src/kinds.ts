import type { KindDefinition } from './kind.ts';
import { minutesDefinition } from './minutes/index.ts';

/** Every kind of document that has tables and rules, by its name in addresses. A line a kind. */
export const kindDefinitions: { readonly [kind: string]: KindDefinition } = {
  minutes: minutesDefinition,
};
