import { isJsonObject, type Json, type JsonObject } from '@lianxi/base';
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import type { Connection } from './connection.ts';
import type { Shown } from './fan-out.ts';
import type { Room } from './room.ts';

/** Names, a colour, a cursor: no honest state is larger. */
const largestState = 2_048;

/**
 * The one entry of an awareness message that is this socket's own; null when there is none worth passing on. Stock clients
 * repeat everybody's states; what belongs to another socket is left out. A socket's client id is the first that it shows.
 */
export const readPresence = (bytes: Uint8Array, connection: Connection): Shown | null => {
  const decoder = createDecoder(bytes);
  let own: Shown | null = null;
  for (let count = readVarUint(decoder); count > 0; count--) {
    const client = readVarUint(decoder);
    const clock = readVarUint(decoder);
    const state = readVarString(decoder);
    if (!isOwn(client, state, connection)) continue;
    const known: Shown | null = own ?? connection.presence;
    if (known && (clock < known.clock || (clock === known.clock && state !== 'null'))) continue;
    if (state.length > largestState) throw new Error('awareness state too large');
    own = { client, clock, state: stamp(state, connection), member: connection.principal.member };
  }
  return own;
};

const isOwn = (client: number, state: string, { presence, room, principal }: Connection): boolean => {
  if (presence) return presence.client === client;
  const { member } = principal;
  // Their own half-dead socket at another process may still stand there.
  const isAnothers = (room.elsewhere?.get(client)?.entry.member ?? member) !== member;
  return state !== 'null' && !isAnothers && !room.presence.has(client) && room.clients.show(client, member);
};

/** Whether what another process tells of somebody's presence is to be believed here: an id is whose it was first. */
export const isBelieved = ({ client, state, member }: Shown, { presence, clients }: Room): boolean => {
  const here = presence.get(client);
  // Whoever is here now has left there before.
  if (here) return here.principal.member === member && state !== 'null';
  return clients.show(client, member);
};

/**
 * Nobody appears under another's name: in the documents of the house the signed-in member and name are put in; in `open`
 * ones, whose programs have forms of their own, a false member is corrected.
 */
const stamp = (state: string, { principal, room }: Connection): string => {
  const value: Json = JSON.parse(state);
  if (!isJsonObject(value) || !isJsonObject(value.user)) return state;
  const user: JsonObject = value.user;
  if (room.parts.kind === 'open') {
    if (!('member' in user) || user.member === principal.member) return state;
    return JSON.stringify({ ...value, user: { ...user, member: principal.member } });
  }
  if (user.member === principal.member && user.name === principal.name) return state;
  return JSON.stringify({ ...value, user: { ...user, member: principal.member, name: principal.name } });
};
