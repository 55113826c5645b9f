import { expect, test } from 'vitest';
import { createSecret, parseSecret } from './secret.ts';

test('[ID2] a secret begins with a letter, so that no command takes it for an option', () => {
  // These bits alone would be hyphens.
  expect(createSecret((size) => new Uint8Array(size).fill(0xfb))).toMatch(/^[A-Za-z]/);
  for (let first = 0; first < 256; first++) {
    const secret = createSecret((size) => new Uint8Array(size).fill(first, 0, 1));
    expect(secret).toMatch(/^[A-Za-z]/);
    expect(parseSecret(secret)).toBe(secret);
  }
});
