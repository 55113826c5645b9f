import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/**
 * A platform authenticator and the browser around it, as WebAuthn (level 2) describes them: one key pair (ES256) for each
 * credential, attestation `none`. What it says can be bent for a test.
 */
export interface Bend {
  /** The page that asks; the browser writes it down. */
  readonly origin: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  /** The owner was not asked for finger, face or PIN. */
  readonly isUnverified?: boolean;
  readonly userHandle?: string | null;
  /** Signs by another key. */
  readonly forge?: boolean;
  /** How often it says it was used. */
  readonly counter?: number;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}
interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

export const createAuthenticator = () => {
  const id = randomBytes(16);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let user = '';
  let counter = 0;
  return {
    id: text(id),
    create: (options: CreationOptions, bend: Bend) => {
      user = options.user.id;
      const clientDataJSON = clientData('webauthn.create', options.challenge, bend);
      const attested = Buffer.concat([Buffer.alloc(16), u16(id.length), id, cose(keys.publicKey)]);
      const authData = Buffer.concat([head(options.rp.id, 0x40, counter, bend), attested]);
      const attestationObject = cbor(
        new Map<CborKey, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      return {
        id: text(id),
        rawId: text(id),
        type: 'public-key',
        clientExtensionResults: { prf: { enabled: true } },
        response: {
          clientDataJSON: text(clientDataJSON),
          attestationObject: text(attestationObject),
          transports: ['internal'],
        },
      };
    },
    get: (options: RequestOptions, bend: Bend) => {
      counter = bend.counter ?? counter + 1;
      const clientDataJSON = clientData('webauthn.get', options.challenge, bend);
      const authData = head(options.rpId, 0, counter, bend);
      const signed = Buffer.concat([authData, createHash('sha256').update(clientDataJSON).digest()]);
      const key = bend.forge ? other.privateKey : keys.privateKey;
      return {
        id: text(id),
        rawId: text(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text(clientDataJSON),
          authenticatorData: text(authData),
          signature: text(sign('sha256', signed, key)),
          userHandle: bend.userHandle === undefined ? user : bend.userHandle,
        },
      };
    },
  };
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

const clientData = (type: string, challenge: string, bend: Bend): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: bend.type ?? type,
      challenge: bend.challenge ?? challenge,
      origin: bend.origin,
      crossOrigin: false,
    }),
  );

const head = (rpId: string | undefined, flags: number, counter: number, bend: Bend): Buffer => {
  const hash = createHash('sha256')
    .update(bend.rpId ?? rpId ?? '')
    .digest();
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([hash, Buffer.from([flags | 0x01 | (bend.isUnverified ? 0 : 0x04)]), count]);
};

const cose = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return cbor(
    new Map<CborKey, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
};

type CborKey = string | number;
type Cbor = number | string | Buffer | ReadonlyMap<CborKey, Cbor>;

/** As much of RFC 8949 as it takes. */
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value >= 0 ? tagged(0, value) : tagged(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([tagged(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([tagged(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return Buffer.concat([tagged(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])]);
};
const tagged = (major: number, value: number): Buffer => {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  return value < 256
    ? Buffer.from([(major << 5) | 24, value])
    : Buffer.concat([Buffer.from([(major << 5) | 25]), u16(value)]);
};
