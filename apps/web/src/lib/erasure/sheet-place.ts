import { type Address, parseAddress, toAddress } from '@lianxi/access';

/** Where the sheet of one resident is: ids alone, as everywhere in the address bar. */
export const hrefOfSheet = (register: string, resident: string): string => {
  const parts = parseAddress(register);
  return parts.ok
    ? `/residents/person/${parts.value.scope}/${parts.value.id}/${encodeURIComponent(resident)}`
    : '/residents';
};

export interface SheetPlace {
  readonly address: Address;
  readonly scope: string;
  readonly resident: string;
}

/** null where the path names none. */
export const readSheetPlace = (path: string): SheetPlace | null => {
  const [scope = '', id = '', resident = '', more] = path.split('/');
  const parts = parseAddress(`register/${scope}/${id}`);
  if (!parts.ok || resident === '' || more !== undefined) return null;
  return { address: toAddress('register', parts.value.scope, parts.value.id), scope: parts.value.scope, resident };
};
