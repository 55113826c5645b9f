import {
  bearerPrefix,
  decodeMessage,
  encodeAwareness,
  encodeSync,
  type Message,
  subprotocol,
  syncType,
} from '@lianxi/protocol';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { until } from './harness.ts';

/** A client that says what it is told to, byte by byte, and keeps everything that it hears. */
export interface Raw {
  readonly ws: WebSocket;
  readonly heard: readonly Heard[];
  /** Everything heard of the document, applied. */
  readonly doc: Y.Doc;
  send(bytes: Uint8Array): void;
  step1(): void;
  step2(update: Uint8Array): void;
  update(update: Uint8Array): void;
  awareness(client: number, clock: number, state: unknown): void;
  last<T extends Heard['type']>(type: T): Extract<Heard, { type: T }> | undefined;
  until(what: string, condition: () => boolean): Promise<void>;
  /** The close code once it is closed. */
  readonly closed: number | null;
  close(): void;
}

export type Heard = Message | { readonly type: 'malformed' };

export const connectRaw = async (url: string, address: string, member: string, isOurs = true): Promise<Raw> => {
  const protocols = [`${bearerPrefix}${member}`];
  if (isOurs) protocols.unshift(subprotocol);
  const ws = new WebSocket(`${url}/${address}`, protocols);
  const heard: Heard[] = [];
  const doc = new Y.Doc();
  let closed: number | null = null;
  const raw: Raw = {
    ws,
    heard,
    doc,
    get closed() {
      return closed;
    },
    send: (bytes) => ws.send(bytes),
    step1: () => ws.send(encodeSync(syncType.step1, Y.encodeStateVector(doc))),
    step2: (update) => ws.send(encodeSync(syncType.step2, update)),
    update: (update) => ws.send(encodeSync(syncType.update, update)),
    awareness: (client, clock, state) => {
      ws.send(encodeAwareness([{ client, clock, state: JSON.stringify(state) }]));
    },
    last: <T extends Heard['type']>(type: T) =>
      heard.findLast((each): each is Extract<Heard, { type: T }> => each.type === type),
    until: (what, condition) => until(what, condition),
    close: () => ws.terminate(),
  };
  ws.on('message', (data: Buffer) => {
    const message = decodeMessage(data) ?? { type: 'malformed' };
    heard.push(message);
    if (message.type === 'step2' || message.type === 'update') Y.applyUpdate(doc, message.bytes);
  });
  ws.on('error', () => undefined);
  ws.on('close', (code) => {
    closed = code;
  });
  await until('open or refused', () => ws.readyState !== WebSocket.CONNECTING);
  return raw;
};

/** The updates that a document makes while `act` runs. */
export const updatesOf = (doc: Y.Doc, act: () => void): Uint8Array[] => {
  const updates: Uint8Array[] = [];
  const keep = (update: Uint8Array) => updates.push(update);
  doc.on('update', keep);
  act();
  doc.off('update', keep);
  return updates;
};
