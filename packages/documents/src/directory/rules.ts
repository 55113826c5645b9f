import { createTableRules } from '../table-rules.ts';
import { directoryTables } from './schema.ts';

/** Who may write the directory at all is settled by the rights (the committee); here only what may stand in it. */
export const directoryRules = createTableRules(directoryTables);
