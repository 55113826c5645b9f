import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role, Scope } from '@lianxi/access';
import { systemRandom } from '@lianxi/base';
import { createPassphrases, type House, type HouseOptions, openHouse } from '@lianxi/server';
import { WebSocket } from 'ws';

/** A whole server on a real port over a real file, with a clock that a test can move. */
export interface TestHouse {
  readonly house: House;
  readonly folder: string;
  readonly origin: string;
  /** Moves the clock on, in ms. */
  pass(time: number): void;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Makes an account with one role and a bearer token for it. */
  person(name: string, role: Role, on: string): Promise<{ id: string; token: string }>;
  /** Tries to open a document's socket; says how the upgrade was answered. */
  knock(address: string, options?: KnockOptions): Promise<Knock>;
  /** Stops the server and starts it again over the same file. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** null sends none; by default it is the server's own, as a browser would send it. */
  readonly origin?: string | null;
}

export interface Answer {
  readonly status: number;
  /** null where the answer is no JSON. */
  readonly json: AnswerBody;
  readonly text: string;
  readonly headers: Headers;
  readonly cookie: string | undefined;
}

/** What the paths of `/api` answer, all in one: a test that reads what its answer does not hold fails where it reads. */
interface AnswerBody {
  readonly member: { readonly id: string; readonly name: string; readonly post: string };
  readonly community: { readonly name: string };
  readonly token: string;
  readonly isDemo: boolean;
  readonly isFirstRun: boolean;
  readonly mayDemo: boolean;
  readonly address: string;
  readonly documents: readonly ListedDocument[];
  readonly members: readonly { readonly name: string }[];
  readonly error: { readonly type: string; readonly retryAfter: number };
  readonly database: { readonly bytes: number };
  readonly disk: { readonly free: number; readonly total: number };
}

interface ListedDocument {
  readonly address: string;
  readonly kind: string;
  readonly title: string;
  readonly rights: string;
}

export interface KnockOptions {
  readonly cookie?: string;
  readonly token?: string;
  readonly origin?: string;
  readonly query?: string;
}

export type Knock =
  | { readonly status: 101; readonly socket: WebSocket }
  | { readonly status: number; readonly socket: null };

export const passphrase = 'correct horse';

/** For tests that are about something else: passphrases in a millisecond. */
const quickPassphrases = () => createPassphrases(systemRandom, { memory: 1_024, passes: 1, parallelism: 1 });

export const startHouse = async (
  options: Pick<
    HouseOptions,
    'siteFolder' | 'origins' | 'robotOrigins' | 'passphrases' | 'proxies' | 'certificate' | 'log'
  > = {},
): Promise<TestHouse> => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-identity-'));
  let offset = 0;
  const clock = () => Date.now() + offset;
  const passphrases = quickPassphrases();
  const open = async () => {
    // Without the app, which may have been built or not, and would be read for each house anew.
    const siteFolder = join(folder, 'no-site');
    const plain = { dataFolder: folder, host: '127.0.0.1', port: 0, clock, siteFolder, passphrases };
    const opened = await openHouse({ ...plain, ...options });
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  let house = await open();
  const originOf = () => `http://127.0.0.1:${house.port}`;
  const sockets: WebSocket[] = [];

  const call = async (method: string, path: string, { body, cookie, token, headers, origin }: CallOptions = {}) => {
    const sent = new Headers(headers);
    if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json');
    if (cookie !== undefined) sent.set('cookie', cookie);
    if (token !== undefined) sent.set('authorization', `Bearer ${token}`);
    if (origin !== null) sent.set('origin', origin ?? originOf());
    const response = await fetch(`${originOf()}${path}`, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = readJson(text) as AnswerBody;
    const cookieLine = response.headers.getSetCookie()[0]?.split(';')[0];
    return { status: response.status, json, text, headers: response.headers, cookie: cookieLine };
  };

  const knock = (address: string, { cookie, token, origin, query = '' }: KnockOptions = {}): Promise<Knock> =>
    new Promise((resolve, reject) => {
      const protocols = token === undefined ? [] : ['lianxi.v1', `lianxi.bearer.${token}`];
      const socket = new WebSocket(`ws://127.0.0.1:${house.port}/sync/${address}${query}`, protocols, {
        headers: { ...(cookie === undefined ? {} : { cookie }), ...(origin === undefined ? {} : { origin }) },
      });
      sockets.push(socket);
      socket.once('open', () => resolve({ status: 101, socket }));
      socket.once('unexpected-response', (_request, response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, socket: null });
      });
      socket.once('error', reject);
    });

  return {
    get house() {
      return house;
    },
    folder,
    get origin() {
      return originOf();
    },
    pass: (time) => {
      offset += time;
    },
    call,
    person: async (name, role, on) => {
      const grants = [{ role, on: on as Scope, from: null, to: null }];
      const added = await house.identity.addAccount({ name, passphrase, grants });
      if (!added.ok) throw new Error(added.error.type);
      return { id: added.value.id, token: house.identity.sessions.open(added.value.id, 'bearer') };
    },
    knock,
    restart: async () => {
      await house.stop();
      house = await open();
    },
    dispose: async () => {
      for (const socket of sockets) socket.terminate();
      await house.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Waits until something holds, for at most so long. */
export const until = async (holds: () => boolean, longest = 30_000): Promise<void> => {
  const deadline = performance.now() + longest;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`it did not come to hold within ${longest} ms`);
    await new Promise((next) => setTimeout(next, 10));
  }
};
