import { gcm } from '@noble/ciphers/aes.js';

/**
 * One record, sealed: AES-256-GCM, in a turn of its own, because what is typed is handed to the disk in the very turn in which
 * it is typed ([SY31]) and WebCrypto would answer in a later one. What is large is read through WebCrypto, which reads the same.
 *
 *   record = 1        ; the form of what follows
 *            nonce    ; 12 bytes, random for each record
 *            text     ; as long as what was sealed
 *            tag      ; 16 bytes
 *
 * Invariant: a record opens only under the key and in the place for which it was sealed; anything else is null, never bytes.
 */
export interface Cipher {
  seal(place: Place, bytes: Uint8Array): Uint8Array;
  unseal(place: Place, sealed: Uint8Array): Uint8Array | null;
  /** The same, faster for what is large. */
  unsealLarge(place: Place, sealed: Uint8Array): Promise<Uint8Array | null>;
}

/** Whose record it is, of which document and of what kind; `id` where the record has a name. */
export interface Place {
  readonly member: string;
  readonly address: string;
  readonly kind: 'copy' | 'change' | 'refusal' | 'key' | 'shelf' | 'window';
  readonly id?: string;
}

const form = 1;
const nonceLength = 12;
const tagLength = 16;
/** From here on WebCrypto is faster, its detour included (bytes). */
const large = 4_096;

/** `key`: 32 bytes. `random` fills what it is given. */
export const createCipher = (
  key: Uint8Array,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): Cipher => {
  const own = Uint8Array.from(key);
  let imported: Promise<CryptoKey | null> | undefined;
  const unseal = (place: Place, sealed: Uint8Array): Uint8Array | null => {
    const parts = partsOf(sealed);
    if (!parts) return null;
    try {
      return gcm(own, parts.nonce, encodePlace(place)).decrypt(parts.text);
    } catch {
      return null;
    }
  };
  return {
    seal: (place, bytes) => {
      const nonce = random(new Uint8Array(nonceLength));
      const text = gcm(own, nonce, encodePlace(place)).encrypt(bytes);
      const sealed = new Uint8Array(1 + nonceLength + text.length);
      sealed[0] = form;
      sealed.set(nonce, 1);
      sealed.set(text, 1 + nonceLength);
      return sealed;
    },
    unseal,
    unsealLarge: async (place, sealed) => {
      const parts = partsOf(sealed);
      if (!parts || sealed.length < large) return unseal(place, sealed);
      imported ??= importKey(own);
      const ready = await imported;
      if (!ready) return unseal(place, sealed);
      const algorithm = { name: 'AES-GCM', iv: parts.nonce, additionalData: encodePlace(place) };
      return crypto.subtle.decrypt(algorithm, ready, parts.text).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      );
    },
  };
};

const partsOf = (sealed: Uint8Array) => {
  if (sealed[0] !== form || sealed.length < 1 + nonceLength + tagLength) return null;
  // Copies, because a view of shared memory is none that WebCrypto takes.
  return { nonce: sealed.slice(1, 1 + nonceLength), text: sealed.slice(1 + nonceLength) };
};

/** What the tag vouches for beside the text. NUL stands in no member, no address and no id. */
const encodePlace = ({ member, address, kind, id = '' }: Place): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(['lianxi.seal', String(form), member, address, kind, id].join('\0'));

/** Null where the browser has no WebCrypto: a page that came over plain http from another machine. */
const importKey = async (key: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> => {
  try {
    return await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  } catch {
    return null;
  }
};
