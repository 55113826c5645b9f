import type { KindDefinition } from '../kind.ts';
import { readFollowup } from './read.ts';
import { followupRules } from './rules.ts';
import { followupKind, followupTables, followupVersion } from './schema.ts';

export const followupDefinition: KindDefinition = {
  kind: followupKind,
  version: followupVersion,
  tables: followupTables,
  rules: followupRules,
  snapshot: readFollowup,
};
