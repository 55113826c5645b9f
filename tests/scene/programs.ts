/** People who sit at a program of somebody else's making: Yjs and an unmodified provider, by the public protocol. */
import { textOf } from '@lianxi/documents';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** A document that a program has open. */
export interface Program {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** Codes with which its sockets were closed. */
  readonly closings: readonly number[];
  /** A paragraph of its own, to be typed into. */
  begin(topic: string, speaker: string): void;
  /** A character more, with the caret behind it. */
  type(character: string): void;
  /** Tears the socket, as a network does; nothing is tried until `mend`. */
  cut(): void;
  mend(): void;
  /** The relay holds everything that was written here. */
  whenTaken(): Promise<void>;
  leave(): void;
}

export const enter = async (origin: string, address: string, token: string): Promise<Program> => {
  const doc = new Y.Doc();
  const open = (of: Y.Doc): WebsocketProvider =>
    new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, address, of, {
      protocols: [`lianxi.bearer.${token}`],
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
  const provider = open(doc);
  const closings: number[] = [];
  provider.on('connection-close', (event: CloseEvent | null) => void closings.push(event?.code ?? 0));
  await synced(provider);
  let words: Y.XmlText | undefined;
  let place: { readonly topic: string; readonly speaker: string } | undefined;
  return {
    doc,
    provider,
    closings,
    begin: (topic, speaker) => {
      place = { topic, speaker };
      const paragraph = new Y.XmlElement('paragraph');
      words = new Y.XmlText();
      paragraph.insert(0, [words]);
      words.applyDelta([{ insert: speaker, attributes: { bold: {} } }]);
      textOf(doc, topic).push([paragraph]);
    },
    type: (character) => {
      if (!words || !place) throw new Error('nothing was begun');
      words.insert(words.length, character, words.length === place.speaker.length ? { bold: null } : undefined);
      const at = Y.createRelativePositionFromTypeIndex(words, words.length);
      const user = { name: place.speaker, label: place.speaker };
      provider.awareness.setLocalState({ topic: place.topic, user, cursor: { anchor: at, head: at } });
    },
    cut: () => {
      (provider.ws as unknown as WebSocket | null)?.terminate();
      provider.disconnect();
    },
    mend: () => provider.connect(),
    whenTaken: async () => {
      // A fresh pair of eyes has only what the relay holds.
      const deadline = Date.now() + 60_000;
      for (;;) {
        const other = open(new Y.Doc());
        await synced(other);
        const missing = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other.doc));
        const isThere = Y.decodeUpdate(missing).structs.length === 0;
        other.destroy();
        if (isThere) return;
        if (Date.now() > deadline) throw new Error(`${address}: the relay has not taken everything`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    leave: () => {
      provider.destroy();
      doc.destroy();
    },
  };
};

const synced = (provider: WebsocketProvider): Promise<void> =>
  provider.synced ? Promise.resolve() : new Promise((resolve) => provider.once('sync', () => resolve()));
