import { careDefinition } from './care/index.ts';
import { directoryDefinition } from './directory/index.ts';
import { followupDefinition } from './followup/index.ts';
import type { KindDefinition } from './kind.ts';
import { ledgerDefinition } from './ledger/index.ts';
import { minutesDefinition } from './minutes/index.ts';
import { registerDefinition } from './register/index.ts';

/** Every kind of document that has tables and rules, by its name in addresses. A line a kind. */
export const kindDefinitions: { readonly [kind: string]: KindDefinition } = {
  care: careDefinition,
  directory: directoryDefinition,
  followup: followupDefinition,
  ledger: ledgerDefinition,
  minutes: minutesDefinition,
  register: registerDefinition,
};
