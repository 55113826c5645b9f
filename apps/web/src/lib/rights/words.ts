import type { DocumentKind, Rights } from '@lianxi/access';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<DocumentKind, () => string>> = {
  directory: m.rights_kind_directory,
  minutes: m.rights_kind_minutes,
  followup: m.rights_kind_followup,
  register: m.rights_kind_register,
  care: m.rights_kind_care,
  ledger: m.rights_kind_ledger,
  open: m.rights_kind_open,
};
const rules: Readonly<Record<DocumentKind, () => string>> = {
  directory: m.rights_rule_directory,
  minutes: m.rights_rule_minutes,
  followup: m.rights_rule_followup,
  register: m.rights_rule_register,
  care: m.rights_rule_care,
  ledger: m.rights_rule_ledger,
  open: m.rights_rule_open,
};
const rights: Readonly<Record<Rights, () => string>> = {
  write: m.rights_write,
  read: m.rights_read,
  none: m.rights_none,
};

export const kindWord = (kind: DocumentKind): string => kinds[kind]();
export const ruleWord = (kind: DocumentKind): string => rules[kind]();
export const rightWord = (right: Rights): string => rights[right]();
