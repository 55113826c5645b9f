import { m } from '#lib/paraglide/messages.js';

/** Why the relay did not take something, in words. */
export const refusalText = (reason: string, detail: string): string => {
  switch (reason) {
    case 'read-only':
      return m.shell_refused_read_only();
    case 'sealed':
      return m.shell_refused_sealed();
    case 'not-created':
      return m.shell_refused_not_created({ title: detail });
    case 'too-large':
      return m.shell_refused_too_large();
    case 'restored':
      return m.shell_refused_restored();
    case 'erased':
      return m.erasure_refused_erased();
    case 'unreadable':
      return m.lock_refused_unreadable();
    case 'gap':
      return m.shell_refused_gap();
    case 'client-id':
      return m.shell_refused_client_id();
    case 'rate':
      return m.shell_refused_rate();
    case 'rule':
      return ruleText(detail);
    default:
      return m.shell_refused_malformed();
  }
};

const ruleText = (rule: string): string => {
  if (/^(no-consent|consent-|detail|guardian-|witness-|person-|age-|giver-|way-)/.test(rule)) return m.care_refused();
  if (rule.startsWith('committee-unlocks')) return m.shell_refused_committee();
  if (rule.startsWith('purpose-missing')) return m.shell_refused_purpose();
  if (/final|closed/.test(rule)) return m.shell_refused_final();
  if (/unit|scope|another|host/.test(rule)) return m.shell_refused_not_yours();
  if (rule.includes('locked')) return m.shell_refused_locked();
  return m.shell_refused_rule({ rule });
};
