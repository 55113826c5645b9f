export {
  type Address,
  type AddressError,
  type AddressParts,
  type DocumentKind,
  directoryParts,
  documentKinds,
  isDocumentKind,
  parseAddress,
  toAddress,
} from './address.ts';
export { mayCreate, scopeSuits } from './creation.ts';
export { type Grant, isCommitteeRole, isInForce, isRole, type Role, roles } from './grant.ts';
export { type Place, type Rights, rightsOf, rightsTable } from './rights.ts';
export { communityScope, jointScope, parseScope, type Scope, type ScopeError, scopeCovers } from './scope.ts';
export { bringsSealed, isSealedAddress, sealedKinds } from './sealed.ts';
