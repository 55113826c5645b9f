import { bearerPrefix, encodeAwareness, encodeSync, messageType, subprotocol, syncType } from '@lianxi/protocol';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { until } from './harness.ts';

/** A client that says what it is told to, byte by byte, and keeps everything that it hears. */
export interface Raw {
  readonly ws: WebSocket;
  readonly heard: Heard[];
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
  closed: number | null;
  close(): void;
}

export type Heard =
  | { readonly type: 'step1' | 'step2' | 'update' | 'awareness'; readonly bytes: Uint8Array }
  | { readonly type: 'acknowledged'; readonly frames: number; readonly seq: number; readonly time: number }
  | { readonly type: 'refused'; readonly frame: number; readonly reason: string; readonly detail: string }
  | { readonly type: 'rights'; readonly rights: string }
  | { readonly type: 'sealed'; readonly time: number }
  | { readonly type: 'other' };

const parse = (data: Uint8Array): Heard => {
  const decoder = createDecoder(data);
  switch (readVarUint(decoder)) {
    case messageType.sync: {
      const type = readVarUint(decoder);
      const bytes = readVarUint8Array(decoder);
      return { type: type === syncType.step1 ? 'step1' : type === syncType.step2 ? 'step2' : 'update', bytes };
    }
    case messageType.awareness:
      return { type: 'awareness', bytes: readVarUint8Array(decoder) };
    case messageType.acknowledged:
      return {
        type: 'acknowledged',
        frames: readVarUint(decoder),
        seq: readVarUint(decoder),
        time: readVarUint(decoder),
      };
    case messageType.refused:
      return {
        type: 'refused',
        frame: readVarUint(decoder),
        reason: readVarString(decoder),
        detail: readVarString(decoder),
      };
    case messageType.rights:
      return { type: 'rights', rights: readVarString(decoder) };
    case messageType.sealed:
      return { type: 'sealed', time: readVarUint(decoder) };
    default:
      return { type: 'other' };
  }
};

export const connectRaw = async (url: string, address: string, member: string, isOurs = true): Promise<Raw> => {
  const protocols = [`${bearerPrefix}${member}`];
  if (isOurs) protocols.unshift(subprotocol);
  const ws = new WebSocket(`${url}/${address}`, protocols);
  const heard: Heard[] = [];
  const doc = new Y.Doc();
  const raw: Raw = {
    ws,
    heard,
    doc,
    closed: null,
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
    const message = parse(data);
    heard.push(message);
    if (message.type === 'step2' || message.type === 'update') Y.applyUpdate(doc, message.bytes);
  });
  ws.on('error', () => undefined);
  ws.on('close', (code) => {
    raw.closed = code;
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
