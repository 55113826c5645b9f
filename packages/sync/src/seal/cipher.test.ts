import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCipher, type Place } from './cipher.ts';

const key = Uint8Array.from({ length: 32 }, (_, at) => at);
const place: Place = { member: 'm1234567', address: 'register/donghu.g1/a', kind: 'change', id: '1-a' };
const bytes = new TextEncoder().encode('示例甲 13800000000');

test('[SE2] what was sealed opens again, whatever it is, and a nonce is never used twice', async () => {
  const cipher = createCipher(key);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 9_000 }), async (text) => {
      const sealed = cipher.seal(place, text);
      expect(sealed.length).toBe(1 + 12 + text.length + 16);
      expect(cipher.unseal(place, sealed)).toEqual(text);
      expect(await cipher.unsealLarge(place, sealed)).toEqual(text);
    }),
    { numRuns: 60 },
  );
  const nonces = Array.from({ length: 500 }, () =>
    Buffer.from(cipher.seal(place, bytes).subarray(1, 13)).toString('hex'),
  );
  expect(new Set(nonces).size).toBe(500);
});

test('[SE2] a record is AES-256-GCM as everybody else writes it', async () => {
  const sealed = createCipher(key).seal(place, bytes);
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const additionalData = new TextEncoder().encode('lianxi.seal\x001\0m1234567\0register/donghu.g1/a\0change\x001-a');
  const opened = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: sealed.slice(1, 13), additionalData },
    imported,
    sealed.slice(13),
  );
  expect(new Uint8Array(opened)).toEqual(bytes);
});

test('[SE2] under another key, in another place and with any bit changed it does not open', async () => {
  const cipher = createCipher(key);
  for (const text of [bytes, new Uint8Array(8_000)]) {
    const sealed = cipher.seal(place, text);
    const open = (other: Place, record = sealed, by = cipher) =>
      Promise.all([by.unseal(other, record), by.unsealLarge(other, record)]);
    expect(await open(place, sealed, createCipher(key.map((each) => each ^ 1)))).toEqual([null, null]);
    const others: Partial<Place>[] = [
      { member: 'm7654321' },
      { address: 'register/donghu.g2/a' },
      { kind: 'refusal' },
      { kind: 'copy' },
      { id: '1-b' },
    ];
    for (const other of others) expect(await open({ ...place, ...other })).toEqual([null, null]);
    for (const at of [0, 1, 12, 13, sealed.length - 17, sealed.length - 1]) {
      const tampered = sealed.slice();
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      expect(await open(place, tampered)).toEqual([null, null]);
    }
    for (const length of [0, 1, 13, 28, sealed.length - 1])
      expect(await open(place, sealed.slice(0, length))).toEqual([null, null]);
  }
});
