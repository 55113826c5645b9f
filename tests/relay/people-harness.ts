import { createUuid } from '@lianxi/base';
import type { DeviceFacts, SessionAnswer } from '@lianxi/protocol';
import type { WebSocket } from 'ws';
import { type Answer, type CallOptions, passphrase, type TestHouse } from './identity-harness.ts';

/** What an answer says, as the type that the route promises. */
export const said = <T>(answer: Answer): T => answer.json as unknown as T;
export const errorOf = (answer: Answer) => said<{ error?: Record<string, unknown> }>(answer)?.error ?? {};
export const outcomeOf = (answer: Answer) => [answer.status, errorOf(answer).type];

export const directory = 'directory/community/main';

/** Somebody at a browser of their own, which keeps its cookie and its id. */
export interface Browser {
  readonly device: { readonly id: string; readonly name: string };
  cookie: string;
  signIn(name: string, words?: string, options?: { isShared?: boolean }): Promise<Answer>;
  /** As the person at this browser. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  devices(member?: string): Promise<readonly DeviceFacts[]>;
  /** A socket of this person's, and how it ends. */
  connect(address?: string): Promise<{ socket: WebSocket; closed: Promise<Closed> }>;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
  /** How long it took from when the socket was open, in ms. */
  readonly after: number;
}

/** `origin`: the page's, where it is another than the server's own address. */
export const openBrowser = (it: TestHouse, name = '测试浏览器', id = createUuid(), origin?: string): Browser => {
  const browser: Browser = {
    device: { id, name },
    cookie: '',
    signIn: async (who, words = passphrase, { isShared } = {}) => {
      const body = { name: who, passphrase: words, device: browser.device, ...(isShared ? { isShared } : {}) };
      const answer = await browser.call('POST', '/api/session', body);
      return answer;
    },
    call: async (method, path, body, options = {}) => {
      const answer = await it.call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(browser.cookie === '' ? {} : { cookie: browser.cookie }),
        ...(origin === undefined ? {} : { origin }),
        ...options,
      });
      if (answer.cookie !== undefined) browser.cookie = answer.cookie.endsWith('=') ? '' : answer.cookie;
      return answer;
    },
    devices: async (member) => {
      const answer = await browser.call('GET', `/api/devices${member === undefined ? '' : `?member=${member}`}`);
      return said<{ devices: readonly DeviceFacts[] }>(answer).devices;
    },
    connect: async (address = directory) => {
      const { status, socket } = await it.knock(address, { cookie: browser.cookie, origin: it.origin });
      if (!socket) throw new Error(`not let in: ${status}`);
      const start = performance.now();
      const closed = new Promise<Closed>((resolve) => {
        socket.once('close', (code, reason) =>
          resolve({ code, reason: reason.toString(), after: performance.now() - start }),
        );
      });
      return { socket, closed };
    },
  };
  return browser;
};

export const facts = (answer: Answer): SessionAnswer => said<SessionAnswer>(answer);

interface Line {
  readonly type: string;
  readonly member: string | null;
  readonly detail: Record<string, unknown>;
}

const linesOf = (it: TestHouse): readonly Line[] =>
  (
    it.house.store.sqlite.prepare('SELECT type, member, detail FROM audit ORDER BY seq').all() as {
      type: string;
      member: string | null;
      detail: string;
    }[]
  ).map(({ type, member, detail }) => ({ type, member, detail: JSON.parse(detail) as Record<string, unknown> }));

/** The lines of the audit log, without those of whoever was turned away: they are written a little later. */
export const auditOf = (it: TestHouse): readonly Line[] => linesOf(it).filter(({ type }) => type !== 'request-refused');
export const denialsOf = (it: TestHouse): readonly Line[] =>
  linesOf(it).filter(({ type }) => type === 'request-refused');
