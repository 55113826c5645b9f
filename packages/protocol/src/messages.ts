/**
 * What may be said on `/sync/<address>`, and on a channel of `/sync` (channels.ts). The first varUint is the type.
 *
 * y-websocket's protocol (any stock client):
 *   0 sync      then varUint: 0 step 1 (state vector) · 1 step 2 (update) · 2 update; then a varUint8Array
 *   1 awareness then a varUint8Array
 *   3 query awareness
 *
 * Lianxi's own, sent only where the sub-protocol `lianxi.v1` is spoken:
 *   100 acknowledged  varUint frames: how many of this line's writing messages (sync 1 and 2), counted from its first, are
 *                     durable; varUint seq: the room's last sequence number; varUint time: the server's clock (ms)
 *   101 refused       varUint frame: the refused message's number, counted from 1; varString reason; varString detail
 *   102 rights        varString "write" | "read" | "none"
 *   103 sealed        varUint time (ms): the document is signed off; nothing is accepted any more
 */
export const messageType = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  acknowledged: 100,
  refused: 101,
  rights: 102,
  sealed: 103,
} as const;

export const syncType = { step1: 0, step2: 1, update: 2 } as const;

export const rightsWords = ['write', 'read', 'none'] as const;
export type RightsWord = (typeof rightsWords)[number];

/** A message that has been read. */
export type Message =
  | { readonly type: 'step1' | 'step2' | 'update' | 'awareness'; readonly bytes: Uint8Array }
  | { readonly type: 'query-awareness' }
  | { readonly type: 'acknowledged'; readonly frames: number; readonly seq: number; readonly time: number }
  | { readonly type: 'refused'; readonly frame: number; readonly reason: string; readonly detail: string }
  | { readonly type: 'rights'; readonly rights: RightsWord }
  | { readonly type: 'sealed'; readonly time: number }
  | { readonly type: 'unknown' };

/** The largest frame that the server reads, in bytes: a first step 2 can be a whole register that was imported offline. */
export const largestFrame = 16 * 1024 * 1024;

/** Documents that may be open on one socket at once. */
export const mostChannels = 512;

/** The server says its time so often (ms); a client that has heard nothing for three times as long may hang up. */
export const timeEvery = 15_000;

/** The sub-protocol of our own client, and the prefix by which a program presents its token. */
export const subprotocol = 'lianxi.v1';
export const bearerPrefix = 'lianxi.bearer.';

/** Close codes: 44xx is permanent (do not come back as you are), 45xx is passing (try again). */
export const closeCode = {
  unauthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  protocolError: 4400,
  tooLarge: 4413,
  revoked: 4410,
  tooManyRequests: 4529,
  overloaded: 4503,
  restarting: 1012,
} as const;

export type CloseCode = (typeof closeCode)[keyof typeof closeCode];

/** Why the relay did not take an update. */
export const refusalReasons = [
  'read-only',
  'malformed',
  'too-large',
  'sealed',
  'gap',
  'rule',
  'rate',
  'client-id',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
