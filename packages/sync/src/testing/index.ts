/** For tests of other packages: what lies sealed on a device's disk, read as whoever has the key reads it. */
import { copyNamed } from '../names.ts';
import { createCipher } from '../seal/cipher.ts';

export interface Unsealing {
  /** A record of the copy in this database; null: it is none, or does not open. */
  copy(database: string, record: Uint8Array): Uint8Array | null;
  /** A waiting change of the journal. */
  change(address: string, id: string, sealed: Uint8Array): Uint8Array | null;
}

export const unsealingOf = (member: string, key: Uint8Array): Unsealing => {
  const cipher = createCipher(key);
  return {
    copy: (database, record) => {
      const copy = copyNamed(member, database);
      return copy?.isSealed ? cipher.unseal({ member, address: copy.address, kind: 'copy' }, record) : null;
    },
    change: (address, id, sealed) => cipher.unseal({ member, address, kind: 'change', id }, sealed),
  };
};
