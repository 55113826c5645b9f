import { afterEach, expect, test, vi } from 'vitest';
import { catchJoinSecret, holdJoinSecret, isReachedByOthers, joinLink, takeJoinSecret } from './join-link.ts';

const secret = 'kq3v8Qb2mVw5XcT1nRz7yA_-kq3v8Qb2mVw5XcT1nRz';

/** A page at this address, with the entry of its history that the back button would come to. */
const openPage = (address: string) => {
  const url = new URL(address, 'https://lianxi.example.cn');
  const kept = new Map<string, string>();
  vi.stubGlobal('location', url);
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_state: unknown, _title: string, path: string) => {
      url.href = new URL(path, url).href;
    },
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  });
  return { url, kept };
};
afterEach(() => vi.unstubAllGlobals());

test('[AP26] the secret is out of the address as soon as it was read, and is handed over once', () => {
  const { url } = openPage(`/join#${secret}`);
  catchJoinSecret();
  expect(url.href).toBe('https://lianxi.example.cn/join');
  expect(takeJoinSecret()).toBe(secret);
  expect(takeJoinSecret()).toBeNull();
});

test('[AP26] what is no secret goes as well, and fragments of other pages are left alone', () => {
  const wrong = openPage('/join#<script>');
  catchJoinSecret();
  expect(wrong.url.hash).toBe('');
  expect(takeJoinSecret()).toBeNull();
  const other = openPage(`/meetings#${secret}`);
  catchJoinSecret();
  expect(other.url.hash).toBe(`#${secret}`);
  expect(takeJoinSecret()).toBeNull();
});

test('[AP26] a page that is loaded anew still has it, and has it once', () => {
  const { kept } = openPage('/join');
  holdJoinSecret(secret);
  expect(takeJoinSecret()).toBe(secret);
  expect(kept.size).toBe(0);
});

test('[AP28] a link carries the secret in its fragment, which no server is told', () => {
  openPage('/organisation');
  const link = new URL(joinLink(secret));
  expect([link.pathname, link.search, link.hash]).toEqual(['/join', '', `#${secret}`]);
  expect(['localhost', '127.0.0.1', '127.8.8.8', '[::1]'].map(isReachedByOthers)).toEqual([false, false, false, false]);
  expect(['lianxi.example.cn', '192.168.1.8'].map(isReachedByOthers)).toEqual([true, true]);
});
