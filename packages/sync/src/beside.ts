import type { Cipher, Place } from './seal/cipher.ts';

/**
 * What the windows of one person in one browser tell each other of the documents that several of them have open, without relay
 * and disk: each change as it is made.
 *
 * Invariants: what is said of a sealed document is sealed under the key that only unlocked windows have; what leans on something
 * that is not here is passed over (the relay brings it); what one window has waiting it alone sends, stores and counts, and it is told
 * when it lies on the disk: from there another window takes it over when this one goes.
 */
export interface Beside {
  /** From now on this window listens for the document, and says that it is there. */
  join(address: string, neighbour: Neighbour): Joined;
  close(): void;
}

/** A document as this window has it. */
export interface Neighbour {
  /** Of the copy that is shown; null: the relay has not said. */
  epoch(): number | null;
  /** What this window has waiting and on the disk, as one update; null: nothing. */
  waiting(): Promise<Uint8Array | null>;
  /** Another window has it open: the first word of one, before there is anything to take in. */
  onCompany(): void;
  onUpdate(update: Uint8Array): void;
  /** Another window throws away what it had: something of it was refused. */
  onStale(): void;
  /** Null: the document is not sealed. */
  readonly cipher: Cipher | null;
}

export interface Joined {
  tell(update: Uint8Array): void;
  tellStale(): void;
  leave(): void;
}

interface Said {
  readonly type: 'hello' | 'here' | 'stale' | 'update';
  readonly address: string;
  readonly epoch: number | null;
  /** Of an update. */
  readonly bytes?: Uint8Array;
}

export const besideOrigin = Symbol('lianxi.beside');
export const isFromBeside = (origin: unknown): boolean => origin === besideOrigin;

/** What the channel of one person's windows is called. */
export const besideName = (member: string): string => `lianxi/${member}/beside`;

export const openBeside = (member: string, isAlone: boolean): Beside => {
  const channel = isAlone || typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(besideName(member));
  const open = new Map<string, { readonly neighbour: Neighbour; hasCompany: boolean }>();
  const placeOf = (address: string): Place => ({ member, address, kind: 'window' });
  const say = (said: Said) => channel?.postMessage(said);
  const sayUpdate = (address: string, neighbour: Neighbour, update: Uint8Array) => {
    const bytes = neighbour.cipher?.seal(placeOf(address), update) ?? update;
    say({ type: 'update', address, epoch: neighbour.epoch(), bytes });
  };

  if (channel)
    channel.onmessage = ({ data }) => {
      const said = data as Said;
      const here = open.get(said.address);
      if (!here) return;
      const { neighbour } = here;
      if (!here.hasCompany) neighbour.onCompany();
      here.hasCompany = true;
      if (said.type === 'hello') {
        say({ type: 'here', address: said.address, epoch: neighbour.epoch() });
        void neighbour.waiting().then((waiting) => {
          if (waiting && open.get(said.address) === here) sayUpdate(said.address, neighbour, waiting);
        });
      }
      if (said.epoch !== neighbour.epoch()) return;
      if (said.type === 'stale') neighbour.onStale();
      if (said.type !== 'update' || !said.bytes) return;
      const update = neighbour.cipher ? neighbour.cipher.unseal(placeOf(said.address), said.bytes) : said.bytes;
      if (update) neighbour.onUpdate(update);
    };

  return {
    join: (address, neighbour) => {
      const here = { neighbour, hasCompany: false };
      open.set(address, here);
      say({ type: 'hello', address, epoch: neighbour.epoch() });
      return {
        tell: (update) => {
          if (here.hasCompany) sayUpdate(address, neighbour, update);
        },
        tellStale: () => {
          if (here.hasCompany) say({ type: 'stale', address, epoch: neighbour.epoch() });
        },
        leave: () => {
          if (open.get(address) === here) open.delete(address);
        },
      };
    },
    close: () => {
      open.clear();
      channel?.close();
    },
  };
};
