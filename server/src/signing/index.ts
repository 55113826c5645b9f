export { type AmendError, amend } from './amend.ts';
export { writeSigning } from './content.ts';
export { drawFollowup } from './followup.ts';
export {
  type Handed,
  type HandOutError,
  handOut,
  longestHandout,
  openHandout,
  pictureOfHandout,
  revokeHandout,
} from './hand-out.ts';
export { isPattern, lineOf, nextIssue, numberingOf, readSigningSettings } from './number.ts';
export {
  chairOf,
  followupParts,
  isOfCommittee,
  isSigner,
  type Signer,
  type SignOffError,
  signOff,
  typeOf,
} from './sign.ts';
export { type Verified, verifyMinutes } from './verify.ts';
