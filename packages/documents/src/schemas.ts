import { careTables, careVersion } from './care/schema.ts';
import { directoryTables, directoryVersion } from './directory/schema.ts';
import { followupTables, followupVersion } from './followup/schema.ts';
import { ledgerTables, ledgerVersion } from './ledger/schema.ts';
import { minutesTables, minutesVersion } from './minutes/schema.ts';
import { registerTables, registerVersion } from './register/schema.ts';
import type { TableSchema } from './table/index.ts';

/** What reading and writing a kind takes. The rules that judge it are the relay's: a device does without them. */
export interface KindSchema {
  readonly version: number;
  readonly tables: readonly TableSchema[];
}

/** By the kind's name in addresses. */
export const kindSchemas: { readonly [kind: string]: KindSchema } = {
  care: { version: careVersion, tables: careTables },
  directory: { version: directoryVersion, tables: directoryTables },
  followup: { version: followupVersion, tables: followupTables },
  ledger: { version: ledgerVersion, tables: ledgerTables },
  minutes: { version: minutesVersion, tables: minutesTables },
  register: { version: registerVersion, tables: registerTables },
};
