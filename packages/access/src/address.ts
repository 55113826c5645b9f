import { type Brand, err, ok, type Result } from '@lianxi/base';
import { communityScope, parseScope, type Scope } from './scope.ts';

/**
 * A document's address, `kind/scope/id`: the boundary of permission. What somebody may not read lives under another address.
 *
 *   address = kind "/" scope "/" id
 *   kind    = "directory" / "minutes" / "followup" / "register" / "care" / "ledger" / "open"
 *   scope   = segment *5("." segment)          ; see scope.ts
 *   id      = 1*64(lower case letter / digit / "-"), beginning with a letter or digit
 */
export type Address = Brand<string, 'Address'>;

export const documentKinds = ['directory', 'minutes', 'followup', 'register', 'care', 'ledger', 'open'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export interface AddressParts {
  readonly address: Address;
  readonly kind: DocumentKind;
  readonly scope: Scope;
  readonly id: string;
}

export type AddressError = { readonly type: 'InvalidAddress'; readonly input: string };

export const parseAddress = (input: string): Result<AddressParts, AddressError> => {
  const invalid = err({ type: 'InvalidAddress', input } as AddressError);
  const parts = input.split('/');
  const [kind, scopeText, id] = parts;
  if (parts.length !== 3 || scopeText === undefined || id === undefined) return invalid;
  if (!isDocumentKind(kind) || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) return invalid;
  const scope = parseScope(scopeText);
  if (!scope.ok) return invalid;
  return ok({ address: input as Address, kind, scope: scope.value, id });
};

export const toAddress = (kind: DocumentKind, scope: Scope, id: string): Address => `${kind}/${scope}/${id}` as Address;

/** The community's one directory. */
export const directoryParts: AddressParts = {
  address: toAddress('directory', communityScope, 'main'),
  kind: 'directory',
  scope: communityScope,
  id: 'main',
};

export const isDocumentKind = (value: unknown): value is DocumentKind =>
  typeof value === 'string' && (documentKinds as readonly string[]).includes(value);
