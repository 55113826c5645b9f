import { afterEach, expect, test, vi } from 'vitest';
import { canPasskey } from './can-passkey.ts';

const at = (hostname: string, isSecure = true, hasWebAuthn = true) => {
  vi.stubGlobal('isSecureContext', isSecure);
  vi.stubGlobal('window', hasWebAuthn ? { PublicKeyCredential: class {} } : {});
  vi.stubGlobal('location', { hostname });
  return canPasskey();
};
afterEach(() => vi.unstubAllGlobals());

test('[AP25] passkeys belong to a host with a name, over TLS, in a browser that has them', () => {
  expect(at('lianxi.example.cn')).toBe(true);
  expect(at('localhost')).toBe(true);
  for (const number of ['192.168.1.8', '127.0.0.1', '[::1]', '[fd00::8]']) expect(at(number), number).toBe(false);
  expect(at('lianxi.example.cn', false)).toBe(false);
  expect(at('lianxi.example.cn', true, false)).toBe(false);
});
