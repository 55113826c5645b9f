import {
  type Address,
  communityScope,
  type DocumentKind,
  type Grant,
  jointScope,
  parseAddress,
  parseScope,
  type Role,
  type Scope,
} from '@lianxi/access';
import { ok, type Result, systemRandom } from '@lianxi/base';
import { findDocument } from '../store/index.ts';
import type { Desk } from './desk.ts';
import { type CliFailure, failed, misused } from './outcome.ts';

/** Where a role is held: what was said, or the place that the role commonly has. */
export const grantOf = (desk: Desk, role: Role, said: string | undefined): Result<Grant, CliFailure> => {
  const on = said === undefined ? defaultPlaceOf(role) : placeFrom(desk, said);
  return on.ok ? ok({ role, on: on.value, from: null, to: null }) : on;
};

const defaultPlaceOf = (role: Role): Result<Scope, CliFailure> => {
  switch (role) {
    case 'committee-admin':
    case 'committee':
    case 'street':
      return ok(communityScope);
    case 'branch':
    case 'grid':
      return ok(jointScope);
    case 'unit':
      return ok(
        `unit-${Array.from(systemRandom(6), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')}` as Scope,
      );
    case 'guest':
      return misused(
        '来宾须用 --scope 指明一次会议的地址，例如 --scope minutes/joint/…',
        'A guest needs the address of one meeting, e.g. --scope minutes/joint/…',
      );
  }
};

const placeFrom = (desk: Desk, said: string): Result<Scope | Address, CliFailure> => {
  if (!said.includes('/')) return scopeFrom(said);
  const address = parseAddress(said);
  if (!address.ok) return misused(`“${said}” 不是文档地址。`, `“${said}” is no document's address.`);
  if (findDocument(desk.store, address.value.address)) return ok(address.value.address);
  return failed(`没有文档 ${said}。`, `There is no document ${said}.`);
};

export const scopeFrom = (said: string): Result<Scope, CliFailure> => {
  const scope = parseScope(said);
  return scope.ok
    ? scope
    : misused(
        `“${said}” 不是范围；应如 community、joint、wutongli、wutongli.g3、unit-linxi。`,
        `“${said}” is no scope; scopes look like community, joint, wutongli, wutongli.g3, unit-linxi.`,
      );
};

/** Where a document goes for which nothing was said: the commons, or, for what must not lie there, the committee. */
export const defaultScopeOf = (kind: DocumentKind): Scope =>
  kind === 'minutes' || kind === 'ledger' ? jointScope : communityScope;
