import { parseAddress } from '@lianxi/access';
import { m } from '#lib/paraglide/messages.js';

/** What a document is called that the list does not hold any more: its address says nothing to a person. */
export const unlistedTitle = (address: string): string => {
  const parsed = parseAddress(address);
  switch (parsed.ok ? parsed.value.kind : null) {
    case 'minutes':
    case 'followup':
      return m.shell_unlisted_minutes();
    case 'ledger':
      return m.shell_unlisted_ledger();
    case 'register':
      return m.shell_unlisted_register();
    case 'care':
      return m.care_unlisted();
    default:
      return m.shell_unlisted_other();
  }
};
