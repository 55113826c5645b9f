import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bearerPrefix,
  type ChannelFrame,
  channelWord,
  closeCode,
  decodeFrame,
  decodeMessage,
  encodeAcknowledged,
  encodeAwareness,
  encodeFrame,
  encodeRefused,
  encodeRights,
  encodeSealed,
  encodeSync,
  largestFrame,
  type Message,
  messageType,
  mostChannels,
  refusalReasons,
  rightsWords,
  subprotocol,
  syncType,
  timeEvery,
} from '@lianxi/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/**
 * Change these two only together and only knowingly: other bytes are another protocol, and devices with the app of yesterday
 * still speak the old one.
 */
const version = 'lianxi.v1';
const hash = 'e1545971542177563cc96e906eb7f2b857f65a35829d5384fa719cac589be5ad';

const channel = 300;
const address = 'open/joint/a';
const words: readonly ChannelFrame[] = [
  { type: 'open', address },
  { type: 'close', channel },
  { type: 'opened', address, channel, epoch: 1 },
  { type: 'declined', address, code: 4404, reason: 'not found' },
  { type: 'closed', channel, code: 4403, reason: 'rights withdrawn' },
  { type: 'time', time: 1_700_000_000_000 },
];
const empty = Uint8Array.of(0, 0);
const messages: readonly (readonly [Uint8Array, Message])[] = [
  [encodeSync(syncType.step1, Uint8Array.of(0)), { type: 'step1', bytes: Uint8Array.of(0) }],
  [encodeSync(syncType.step2, empty), { type: 'step2', bytes: empty }],
  [encodeSync(syncType.update, empty), { type: 'update', bytes: empty }],
  [
    encodeAwareness([{ client: 7, clock: 1, state: '{}' }]),
    { type: 'awareness', bytes: Uint8Array.of(1, 7, 1, 2, 0x7b, 0x7d) },
  ],
  [Uint8Array.of(messageType.queryAwareness), { type: 'query-awareness' }],
  [encodeAcknowledged(2, 5, 1_000), { type: 'acknowledged', frames: 2, seq: 5, time: 1_000 }],
  [encodeRefused(2, 'rule', 'server-only'), { type: 'refused', frame: 2, reason: 'rule', detail: 'server-only' }],
  [encodeRights('read'), { type: 'rights', rights: 'read' }],
  [encodeSealed(1_000), { type: 'sealed', time: 1_000 }],
];
const samples: readonly Uint8Array[] = [
  ...words.map(encodeFrame),
  ...messages.map(([bytes]) => encodeFrame({ type: 'message', channel, bytes })),
];
/** What the bytes may say: a word, code or limit that one side knows and the other does not is another protocol as well. */
const vocabulary = {
  messageType,
  syncType,
  channelWord,
  closeCode,
  refusalReasons,
  rightsWords,
  bearerPrefix,
  limits: { largestFrame, mostChannels, timeEvery },
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const plain = (bytes: Uint8Array) => Uint8Array.from(bytes);

describe('the codec', () => {
  it('[WR1] makes the bytes that docs/spec/wire.md shows, in its order', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/spec/wire.md'), 'utf8');
    const shown = [...page.matchAll(/^\|.*\| `([0-9a-f ]+)` \|$/gm)].map(([, bytes]) => bytes?.replaceAll(' ', ''));
    expect(shown).toEqual(samples.map(hex));
  });

  it('[WR1] reads the words of a socket as they were said', () => {
    for (const word of words) expect(decodeFrame(encodeFrame(word))).toEqual(word);
    const number = fc.maxSafeNat();
    const word = fc.oneof(
      fc.record({ type: fc.constant('open' as const), address: fc.string({ unit: 'grapheme' }) }),
      fc.record({ type: fc.constant('close' as const), channel: number }),
      fc.record({
        type: fc.constant('opened' as const),
        address: fc.string(),
        channel: fc.maxSafeInteger().filter((each) => each > 0),
        epoch: number,
      }),
      fc.record({ type: fc.constant('declined' as const), address: fc.string(), code: number, reason: fc.string() }),
      fc.record({ type: fc.constant('closed' as const), channel: number, code: number, reason: fc.string() }),
      fc.record({ type: fc.constant('time' as const), time: number }),
    );
    fc.assert(fc.property(word, (said) => void expect(decodeFrame(encodeFrame(said))).toEqual(said)));
  });

  it('[WR1] reads messages as they were said, on whatever channel', () => {
    for (const [bytes, message] of messages) {
      const frame = decodeFrame(encodeFrame({ type: 'message', channel, bytes }));
      expect(frame).toMatchObject({ type: 'message', channel });
      expect(frame?.type === 'message' && decodeMessage(frame.bytes)).toEqual(message);
    }
    const number = fc.maxSafeNat();
    fc.assert(
      fc.property(
        number,
        number,
        number,
        (frames, seq, time) =>
          void expect(decodeMessage(encodeAcknowledged(frames, seq, time))).toEqual({
            type: 'acknowledged',
            frames,
            seq,
            time,
          }),
      ),
    );
    fc.assert(
      fc.property(
        number,
        fc.constantFrom(...refusalReasons),
        fc.string({ unit: 'grapheme' }),
        (frame, reason, detail) =>
          void expect(decodeMessage(encodeRefused(frame, reason, detail))).toEqual({
            type: 'refused',
            frame,
            reason,
            detail,
          }),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('step1', 'step2', 'update'),
        fc.uint8Array({ maxLength: 300 }),
        (type, bytes) => void expect(decodeMessage(encodeSync(syncType[type], bytes))).toEqual({ type, bytes }),
      ),
    );
    for (const rights of rightsWords) expect(decodeMessage(encodeRights(rights))).toEqual({ type: 'rights', rights });
  });

  it('[WR2] never throws at foreign bytes, whole, cut or flipped', () => {
    const read = (bytes: Uint8Array) => {
      const frame = decodeFrame(bytes);
      if (frame?.type === 'message') decodeMessage(frame.bytes);
      decodeMessage(bytes);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), read), { numRuns: 5_000 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.integer({ min: 1, max: 255 }), (sample, at, flip) => {
        const bytes = plain(sample);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ flip;
        read(bytes);
        read(bytes.subarray(0, place));
      }),
      { numRuns: 5_000 },
    );
  });

  it('[WR2] calls malformed whatever is cut short, and passes over what a newer one would say', () => {
    for (const word of words) {
      const bytes = encodeFrame(word);
      for (let length = 0; length < bytes.length; length++) expect(decodeFrame(bytes.subarray(0, length))).toBeNull();
      expect(decodeFrame(Uint8Array.of(...bytes, 1, 2, 3))).toEqual(word);
    }
    for (const [bytes, message] of messages) {
      for (let length = 0; length < bytes.length; length++) expect(decodeMessage(bytes.subarray(0, length))).toBeNull();
      expect(decodeMessage(Uint8Array.of(...bytes, 1, 2, 3))).toEqual(message);
    }
    expect(decodeFrame(Uint8Array.of(0, 99))).toEqual({ type: 'unknown' });
    expect(decodeMessage(Uint8Array.of(99))).toEqual({ type: 'unknown' });
    expect(decodeMessage(Uint8Array.of(0, 3, 0))).toBeNull();
    // Longer than any number may be, and longer than any length can be.
    expect(decodeFrame(new Uint8Array(12).fill(255))).toBeNull();
    expect(decodeMessage(Uint8Array.of(0, 2, 255, 255, 255, 255, 15))).toBeNull();
  });

  it('[WR2] reads nothing beside the frame, where that lies in a larger buffer', () => {
    const secret = new TextEncoder().encode('somebody else’s');
    const buffer = Uint8Array.of(0, 2, 10, 1, ...secret);
    expect(decodeMessage(buffer.subarray(0, 4))).toBeNull();
    expect(decodeFrame(Uint8Array.of(0, 0, 9, 97, ...secret).subarray(0, 4))).toBeNull();
  });

  it('[WR3] speaks the bytes of this version and no others', () => {
    expect(subprotocol).toBe(version);
    const schema = [...samples.map(hex), JSON.stringify(vocabulary)].join('\n');
    expect(createHash('sha256').update(schema).digest('hex')).toBe(hash);
  });
});
