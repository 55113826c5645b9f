import { bearerPrefix, subprotocol } from '@lianxi/protocol';
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { DeviceOptions, DocumentState, OpenDocument, Receipt } from './types.ts';

/** One document while it is open: its Y.Doc, its copy on disk and its wire. */
export interface Session {
  handle(release: () => void): OpenDocument;
  goOnline(): void;
  goOffline(): void;
  close(): Promise<void>;
}

export const openSession = (
  address: string,
  options: DeviceOptions,
  startsOnline: boolean,
  isBegunHere: boolean,
): Session => {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const disk = new IndexeddbPersistence(`lianxi/${options.member}/${address}`, doc);
  const detach = options.attach?.(address, doc);
  const listeners = new Set<() => void>();
  let isOnline = startsOnline;
  let provider: WebsocketProvider | undefined;
  let state: DocumentState = {
    generation: 0,
    disk: 'loading',
    connection: 'offline',
    isSynced: false,
    hasCopy: isBegunHere,
    readOnly: 'loading',
    sealedAt: null,
  };
  const receipt: Receipt = { address, made: 0, received: 0, waiting: 0, refused: [], receivedAt: null };
  let markSynced: () => void = () => {};
  const whenSynced = new Promise<void>((resolve) => {
    markSynced = resolve;
  });
  const change = (next: Partial<DocumentState>) => {
    const merged = { ...state, ...next };
    state = { ...merged, readOnly: merged.disk === 'loading' ? 'loading' : merged.hasCopy ? null : 'absent' };
    for (const listener of [...listeners]) listener();
  };
  const whenLoaded = disk.whenSynced.then(() => {
    change({ disk: 'loaded', hasCopy: state.hasCopy || Y.encodeStateVector(doc).length > 1 });
    const protocols = options.bearer ? [subprotocol, `${bearerPrefix}${options.bearer}`] : [subprotocol];
    provider = new WebsocketProvider(options.server, address, doc, {
      awareness,
      protocols,
      disableBc: true,
      connect: false,
      ...(options.WebSocket ? { WebSocketPolyfill: options.WebSocket } : {}),
    });
    provider.on('status', ({ status }) =>
      change({ connection: status === 'disconnected' ? (isOnline ? 'connecting' : 'offline') : status }),
    );
    provider.on('sync', (isSynced: boolean) => {
      change(isSynced ? { isSynced, hasCopy: true } : { isSynced });
      if (isSynced) markSynced();
    });
    if (isOnline) provider.connect();
  });

  return {
    handle: (release) => {
      let isReleased = false;
      return {
        address,
        get doc() {
          return doc;
        },
        get awareness() {
          return awareness;
        },
        whenLoaded,
        whenSynced,
        get state() {
          return state;
        },
        rights: 'write',
        get receipt() {
          return receipt;
        },
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        release: () => {
          if (isReleased) return;
          isReleased = true;
          release();
        },
      };
    },
    goOnline: () => {
      isOnline = true;
      provider?.connect();
    },
    goOffline: () => {
      isOnline = false;
      provider?.disconnect();
      change({ connection: 'offline' });
    },
    close: async () => {
      detach?.();
      provider?.destroy();
      awareness.destroy();
      await disk.destroy();
      doc.destroy();
    },
  };
};
