import { parseAddress } from '@lianxi/access';

/** Where a document is shown; null for kinds without a page of their own. */
export const pathOf = (address: string): string | null => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return null;
  switch (parsed.value.kind) {
    case 'minutes':
      return `/meetings/${address}`;
    case 'followup':
      return `/meetings/follow-ups?of=${address}`;
    case 'ledger':
      return `/projects/${address}`;
    case 'register':
      return `/residents/${parsed.value.scope}`;
    case 'care':
      return `/residents/care/${parsed.value.scope}`;
    case 'directory':
      return '/organisation';
    case 'open':
      return null;
  }
};
