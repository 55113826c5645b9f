import type { DirectoryError } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** Why an intent wrote nothing, for a person. */
export const whyNot = (type: string): string => {
  switch (type as DirectoryError['type']) {
    case 'AlreadyLinked':
      return m.organisation_why_linked();
    case 'WouldLoop':
      return m.organisation_why_loop();
    case 'HasNodesBelow':
      return m.organisation_why_below();
    case 'ScopeTaken':
      return m.organisation_scope_taken();
    case 'ScopeInvalid':
      return m.organisation_scope_grid();
    case 'NameMissing':
      return m.organisation_name_missing();
    case 'NoSuchRow':
      return m.organisation_why_gone();
    case 'UnfitValue':
      return m.organisation_why_unfit();
    default:
      return type;
  }
};
