import { type Grant, isRole } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';

/** What `/api` says of people, as the pages use it. Each reader gives null for what is not the relay's answer. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly createdAt: number;
  /** Over, in force and to come. */
  readonly grants: readonly Grant[];
  /** How many are neither revoked nor wiped. */
  readonly devices: number;
  /** Whether this person may let them in anew. */
  readonly mayRecover: boolean;
}

/** Who has to say yes as well: another administrator, or, where there is none, oneself with the passphrase typed again. */
export type Confirmation = 'admin' | 'passphrase' | null;

export interface OpenInvitation {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly grant: Grant;
  readonly recovers: string | null;
  readonly createdBy: string | null;
  readonly expiresAt: number;
  /** It is good for nothing until somebody has confirmed it. */
  readonly isWaiting: boolean;
  readonly confirmation: Confirmation;
}

/** Its secret and code are said once. */
export interface MadeInvitation {
  readonly id: string;
  readonly secret: string;
  readonly code: string;
  readonly expiresAt: number;
  readonly isWaiting: boolean;
  readonly confirmation: Confirmation;
}

export interface ListedDevice {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly revokedAt: number | null;
  readonly wipedAt: number | null;
  readonly isThis: boolean;
}

/** A sign-in that is on no device of the person's. */
export interface ListedSession {
  readonly id: string;
  readonly kind: 'browser' | 'shared' | 'program' | 'view';
  readonly label: string;
  readonly createdAt: number;
  readonly isThis: boolean;
}

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export const parseAccounts = (answer: unknown): readonly Account[] | null => listOf(answer, 'people', parseAccount);
export const parseInvitations = (answer: unknown): readonly OpenInvitation[] | null =>
  listOf(answer, 'invitations', parseOpen);
export const parseDevices = (answer: unknown): readonly ListedDevice[] | null => listOf(answer, 'devices', parseDevice);
/** Without those on devices, which have a list of their own. */
export const parseSessions = (answer: unknown): readonly ListedSession[] | null =>
  listOf(answer, 'sessions', parseSession)?.filter(({ isOnDevice }) => !isOnDevice) ?? null;
export const parsePasskeys = (answer: unknown): readonly Passkey[] | null => listOf(answer, 'passkeys', parsePasskey);

export const parseMade = (value: unknown): MadeInvitation | null => {
  if (!isJsonObject(value)) return null;
  const { id, secret, code, expiresAt, needsConfirmation, confirmation } = value;
  if (!isText(id) || !isText(secret) || !isText(code) || !isTime(expiresAt)) return null;
  return {
    id,
    secret,
    code,
    expiresAt,
    isWaiting: needsConfirmation === true,
    confirmation: confirmationOf(confirmation),
  };
};

const parseSession = (value: unknown) => {
  if (!isJsonObject(value) || !isText(value.id) || !isTime(value.createdAt)) return null;
  const { id, createdAt, isThis } = value;
  const kind = (['browser', 'shared', 'program', 'view'] as const).find((each) => each === value.kind);
  const label = isText(value.label) ? value.label : '';
  return kind ? { id, kind, label, createdAt, isThis: isThis === true, isOnDevice: isText(value.device) } : null;
};

const parseAccount = (value: unknown): Account | null => {
  if (!isJsonObject(value) || !isText(value.id) || !isText(value.name) || !isTime(value.createdAt)) return null;
  const { id, name, createdAt } = value;
  const grants = Array.isArray(value.grants) ? value.grants.flatMap((each: unknown) => parseGrant(each) ?? []) : [];
  const post = isText(value.post) ? value.post : '';
  const devices = isTime(value.devices) ? value.devices : 0;
  return { id, name, post, createdAt, grants, devices, mayRecover: value.mayRecover === true };
};

const parseOpen = (value: unknown): OpenInvitation | null => {
  const grant = parseGrant(value);
  if (!isJsonObject(value) || !grant || !isText(value.id) || !isTime(value.expiresAt)) return null;
  const { id, expiresAt, recovers, createdBy, confirmation } = value;
  return {
    id,
    name: isText(value.name) ? value.name : '',
    post: isText(value.post) ? value.post : '',
    grant,
    recovers: isText(recovers) ? recovers : null,
    createdBy: isText(createdBy) ? createdBy : null,
    expiresAt,
    isWaiting: value.needsConfirmation === true && !isTime(value.confirmedAt),
    confirmation: confirmationOf(confirmation),
  };
};

const parseGrant = (value: unknown): Grant | null => {
  if (!isJsonObject(value) || !isRole(value.role) || !isText(value.on)) return null;
  return { role: value.role, on: value.on as Grant['on'], from: timeOf(value.from), to: timeOf(value.to) };
};

const parseDevice = (value: unknown): ListedDevice | null => {
  if (!isJsonObject(value) || !isText(value.id) || !isText(value.name)) return null;
  const { id, name, createdAt, lastSeenAt } = value;
  if (!isTime(createdAt) || !isTime(lastSeenAt)) return null;
  const [revokedAt, wipedAt] = [timeOf(value.revokedAt), timeOf(value.wipedAt)];
  return { id, name, createdAt, lastSeenAt, revokedAt, wipedAt, isThis: value.isThis === true };
};

const parsePasskey = (value: unknown): Passkey | null => {
  if (!isJsonObject(value) || !isText(value.id) || !isText(value.name) || !isTime(value.createdAt)) return null;
  const { id, name, createdAt } = value;
  return { id, name, createdAt, lastUsedAt: timeOf(value.lastUsedAt) };
};

/** The whole list, or none of it: one that is half understood would hide somebody. */
const listOf = <T>(answer: unknown, name: string, parse: (value: unknown) => T | null): readonly T[] | null => {
  const list: unknown = isJsonObject(answer) ? answer[name] : null;
  if (!Array.isArray(list)) return null;
  const parsed = list.flatMap((each: unknown) => parse(each) ?? []);
  return parsed.length === list.length ? parsed : null;
};

const confirmationOf = (value: unknown): Confirmation => (value === 'admin' || value === 'passphrase' ? value : null);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => typeof value === 'number';
const timeOf = (value: unknown): number | null => (isTime(value) ? value : null);
