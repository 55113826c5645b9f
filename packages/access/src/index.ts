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
export { addressSuits, mayCreate, onlyIdOf, scopeSuits } from './creation.ts';
export { type Grant, isCommitteeRole, isInForce, isRole, type Role, roles } from './grant.ts';
export { longestTerm, mayGive, mayGrant } from './granting.ts';
export { holdsMeetings } from './holding.ts';
export { type Reader, readersOf } from './readers.ts';
export { type Place, type Rights, rightsOf, rightsTable } from './rights.ts';
export { communityScope, jointScope, parseScope, type Scope, type ScopeError, scopeCovers } from './scope.ts';
export { bringsSealed, isSealedAddress, sealedKinds } from './sealed.ts';
export {
  exportRights,
  type GrantHolder,
  type GrantRow,
  type RightsExport,
  type RightsRow,
  rightsRows,
  rightsText,
} from './table.ts';
export { grantsAsViewer, mayViewAs, type Standpoint } from './view-as.ts';
