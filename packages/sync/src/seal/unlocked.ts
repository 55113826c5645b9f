import type { OpenCopy } from '../copy.ts';
import { createJournal, type Journal } from '../journal.ts';
import { createCodec } from '../journal-codec.ts';
import type { JournalDisk } from '../journal-disk.ts';
import { listCopies, plainName, sealedName } from '../names.ts';
import type { Cipher, Place } from './cipher.ts';
import { createCipher } from './cipher.ts';
import { sealedCopy, sealPlainCopy } from './sealed-copy.ts';

/** What a device has while it is unlocked. Loaded with its first key, for it brings the cipher. */
export interface Unlocked {
  /** Seals and opens what belongs to sealed documents. */
  readonly journal: Journal;
  readonly cipher: Cipher;
  copyOf(address: string): { readonly name: string; readonly open: OpenCopy };
}

export interface UnlockOptions {
  readonly member: string;
  readonly key: Uint8Array;
  seals(address: string): boolean;
  readonly disk: JournalDisk;
  /** Asked for where the browser does not say which databases there are. */
  readonly known: readonly string[];
}

/** First of all what an earlier version, or a window of one, left in the clear is sealed and taken away ([SE7]). */
export const unlock = async ({ member, key, seals, disk, known }: UnlockOptions): Promise<Unlocked> => {
  const cipher = createCipher(key);
  const journal = createJournal(disk, createCodec({ member, seals, cipher }));
  const placeOf = (address: string): Place => ({ member, address, kind: 'copy' });
  await journal.sealOld();
  const copies = await listCopies(member);
  const plain = copies?.filter(({ isSealed }) => !isSealed).map(({ address }) => address);
  for (const address of (plain ?? known).filter(seals))
    await sealPlainCopy(plainName(member, address), sealedName(member, address), cipher, placeOf(address));
  return {
    journal,
    cipher,
    copyOf: (address) => {
      const name = sealedName(member, address);
      return { name, open: sealedCopy(name, cipher, placeOf(address)) };
    },
  };
};
