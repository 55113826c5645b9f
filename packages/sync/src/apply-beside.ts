import * as Y from 'yjs';
import { besideOrigin } from './beside.ts';

/** Applies what another window made, where everything that it leans on is here; false where it is not. */
export const applyBeside = (doc: Y.Doc, update: Uint8Array): boolean => {
  const { structs, ds } = Y.decodeUpdate(update);
  const ends = new Map<number, number>();
  const endOf = (client: number) => ends.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (struct instanceof Y.Skip || clock > endOf(client)) return false;
    ends.set(client, Math.max(endOf(client), clock + struct.length));
  }
  const isHere = (id: unknown) => !(id instanceof Y.ID) || id.clock < endOf(id.client);
  const isWhole =
    structs.every(
      (struct) =>
        !(struct instanceof Y.Item) || [struct.origin, struct.rightOrigin, struct.parent as unknown].every(isHere),
    ) && [...ds.clients].every(([client, ranges]) => ranges.every(({ clock, len }) => clock + len <= endOf(client)));
  if (isWhole) Y.applyUpdate(doc, update, besideOrigin);
  return isWhole;
};
