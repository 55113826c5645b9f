import { isSealedAddress } from '@lianxi/access';
import { assert, ok, type Result } from '@lianxi/base';
import type { Workspace } from '#lib/workspace';
import { type Picture, type PictureProblem, shrink } from './shrink.ts';

/**
 * Pictures of documents, by the hash of their bytes: kept on this device at once, sent when the relay is there, fetched once.
 * A document names a picture by its hash alone, so the picture may come later than the words around it.
 *
 * On the shelf a picture lies under its hash with a number: it waits to be sent, has been sent (or came from there), or was
 * refused for good.
 */
export interface Pictures {
  /** Makes it small, keeps it, and sends it as soon as that is possible. */
  add(address: string, file: Blob): Promise<Result<Picture, PictureProblem>>;
  /** Keeps a file that was made ready for a document, and sends it in the same way. */
  keep(address: string, file: { readonly hash: string; readonly bytes: Uint8Array }): Promise<void>;
  /** From this device, else from the relay; null where it has not arrived there yet, or there is no relay now. */
  find(address: string, hash: string): Promise<Blob | null>;
  /** Whether it is on this device only. */
  isWaiting(address: string, hash: string): Promise<boolean>;
  /** Calls back when something was sent or kept. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** Sends what waits. */
  send(): Promise<void>;
}

const states = { waiting: 1, shared: 2, refused: 3 } as const;
/** How long it rests between two tries while something waits (ms). */
const pause = 15_000;
/** What another try would not change: no picture, too large, not as it is named, the document is full or signed. */
const isFinal = (status: number): boolean => [400, 409, 413, 415].includes(status);

const known = new WeakMap<Workspace, Pictures>();

export const picturesOf = (workspace: Workspace): Pictures => {
  const made = known.get(workspace) ?? createPictures(workspace);
  known.set(workspace, made);
  return made;
};

const createPictures = (workspace: Workspace): Pictures => {
  const { pictures: shelf } = workspace;
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<void> | null = null;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const pathOf = (address: string, hash: string) => `/api/media/${address}/${hash}`;
  const ask = (path: string, init: RequestInit = {}): Promise<Response | null> => {
    const { bearer } = workspace;
    const headers = { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) };
    const credentials = bearer === null ? 'same-origin' : 'omit';
    return fetch(path, { ...init, headers, credentials, signal: AbortSignal.timeout(60_000) }).catch(() => null);
  };
  const keep = async (address: string, id: string, state: number, bytes: Uint8Array) => {
    await shelf.put({ id, number: state, address }, bytes);
    await shelf.remove((key) => key.id === id && key.address === address && key.number !== state);
    tell();
  };
  const heldOn = async (address: string, id: string): Promise<Uint8Array | null> => {
    for (const number of Object.values(states)) {
      const bytes = await shelf.get({ id, number, address });
      if (bytes) return bytes;
    }
    return null;
  };

  const sendAll = async () => {
    clearTimeout(timer);
    let isLeft = false;
    for (const { id, number, address } of await shelf.keys()) {
      if (number !== states.waiting) continue;
      const bytes = await shelf.get({ id, number, address });
      if (!bytes) continue;
      // Of a document that the relay does not know it takes nothing.
      const maySend = workspace.isOnline && !workspace.isBegunHere(address);
      const answer = maySend ? await ask(pathOf(address, id), { method: 'PUT', body: asBody(bytes) }) : null;
      if (answer?.ok) await keep(address, id, states.shared, bytes);
      else if (answer && isFinal(answer.status)) await keep(address, id, states.refused, bytes);
      else isLeft = true;
    }
    if (isLeft) timer = setTimeout(() => void send(), pause);
  };
  const sendAgain = () => void (sending ?? Promise.resolve()).then(send);
  const send = () => {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  };
  // What an earlier day has left, and what a new network makes possible.
  void send();
  addEventListener('online', () => setTimeout(() => void send(), 1_000));
  workspace.onRegistered(sendAgain);

  const keepNew = async (address: string, { hash, bytes }: { readonly hash: string; readonly bytes: Uint8Array }) => {
    assert(!isSealedAddress(address), 'pictures of sealed documents have no place that is sealed');
    await keep(address, hash, states.waiting, bytes);
    sendAgain();
  };

  return {
    add: async (address, file) => {
      const picture = await shrink(file);
      if (!picture.ok) return picture;
      await keepNew(address, picture.value);
      return ok(picture.value);
    },
    keep: keepNew,
    find: async (address, hash) => {
      const held = await heldOn(address, hash);
      if (held) return asBlob(held);
      const answer = workspace.isOnline ? await ask(pathOf(address, hash)) : null;
      if (!answer?.ok) return null;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      await keep(address, hash, states.shared, bytes);
      return asBlob(bytes);
    },
    isWaiting: async (address, hash) => (await shelf.get({ id: hash, number: states.waiting, address })) !== null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
  };
};

/** The type is what the bytes are: the relay has looked, and the browser looks again. A PDF is a file that no page shows. */
const asBlob = (bytes: Uint8Array): Blob => new Blob([asBody(bytes)], { type: typeOf(bytes) });
const asBody = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
const typeOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xd8) return 'image/jpeg';
  if (first === 0x25) return 'application/octet-stream';
  return first === 0x89 ? 'image/png' : 'image/webp';
};
