export { isAdministrator } from './administrators.ts';
export { type Attempts, createAttempts, handoutLimits, robotLimits, type TooManyAttempts } from './attempts.ts';
export { type Device, type DeviceId, parseDeviceId } from './device.ts';
export {
  type AddAccountProblem,
  createIdentity,
  type Identity,
  type SetUpError,
  type SignInError,
} from './identity.ts';
export type { Invitation } from './invitation.ts';
export type { Listed, Wish } from './invitations.ts';
export { type MemberId, parseMemberId } from './member.ts';
export { createPassphrases, type Passphrases } from './passphrase.ts';
export { parsePlace } from './place.ts';
export { createSecret, hashSecret, parseSecret, type Secret, type SecretHash } from './secret.ts';
export { type Caller, type DeviceRevoked, day, idleLimit, isShared, type Unauthenticated } from './sessions.ts';
export type { Account, IdentityStore, NewAccount, Session } from './store.ts';
export { createTermWatch } from './terms.ts';
export { grantsInView, standpointPlace, type View } from './view.ts';
export type { Weakness } from './weakness.ts';
