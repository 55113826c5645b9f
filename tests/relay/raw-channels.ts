import {
  bearerPrefix,
  type ChannelFrame,
  decodeFrame,
  decodeMessage,
  encodeAwareness,
  encodeFrame,
  encodeSync,
  subprotocol,
  syncType,
} from '@lianxi/protocol';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { until } from './harness.ts';
import type { Heard, Raw } from './raw.ts';

/** A client of `GET /sync` that says what it is told to, byte by byte, and keeps everything that it hears. */
export interface RawSocket {
  readonly ws: WebSocket;
  /** What was said of the socket and its channels. */
  readonly words: readonly ChannelFrame[];
  /** Where every frame came, in order: the number of its channel, 0 for the socket's own. */
  readonly order: readonly number[];
  /** The close code once it is closed. */
  closed: number | null;
  say(frame: ChannelFrame): void;
  sayBytes(bytes: Uint8Array): void;
  /** Asks for a document; waits until it is opened. */
  open(address: string): Promise<RawChannel>;
  word<T extends ChannelFrame['type']>(type: T): Extract<ChannelFrame, { readonly type: T }> | undefined;
  close(): void;
}

export interface RawChannel {
  readonly number: number;
  readonly epoch: number;
  readonly heard: readonly Heard[];
  /** Everything heard of the document, applied. */
  readonly doc: Y.Doc;
  send(bytes: Uint8Array): void;
  step1(): void;
  step2(update: Uint8Array): void;
  update(update: Uint8Array): void;
  awareness(client: number, clock: number, state: unknown): void;
  last<T extends Heard['type']>(type: T): Extract<Heard, { type: T }> | undefined;
}

/** The same client as on `/sync/<address>`, on a channel of a socket of its own. */
export const connectRawChannel = async (url: string, address: string, member: string): Promise<Raw> =>
  openRaw(await connectChannels(url, member), address);

/** The same on a channel of a socket that has others, too; its end is the socket's. */
export const openRaw = async (socket: RawSocket, address: string): Promise<Raw> => {
  const channel = await socket.open(address);
  return {
    ...channel,
    ws: socket.ws,
    get closed() {
      const word = socket.words.findLast((each) => each.type === 'closed' && each.channel === channel.number);
      return word?.type === 'closed' ? word.code : socket.closed;
    },
    until,
    close: socket.close,
  };
};

export const connectChannels = async (
  url: string,
  member: string,
  protocols: readonly string[] = [subprotocol, `${bearerPrefix}${member}`],
): Promise<RawSocket> => {
  const ws = new WebSocket(url, [...protocols]);
  const words: ChannelFrame[] = [];
  const order: number[] = [];
  const channels = new Map<number, { readonly heard: Heard[]; readonly doc: Y.Doc }>();

  const channelOf = (number: number) => {
    const known = channels.get(number);
    if (known) return known;
    const made = { heard: [], doc: new Y.Doc() };
    channels.set(number, made);
    return made;
  };
  const say = (frame: ChannelFrame) => ws.send(encodeFrame(frame));

  const socket: RawSocket = {
    ws,
    words,
    order,
    closed: null,
    say,
    sayBytes: (bytes) => ws.send(bytes),
    open: async (address) => {
      const before = words.length;
      say({ type: 'open', address });
      const answer = () =>
        words
          .slice(before)
          .find((word) => (word.type === 'opened' || word.type === 'declined') && word.address === address);
      await until(`an answer about ${address}`, () => answer() !== undefined);
      const opened = answer();
      if (opened?.type !== 'opened') throw new Error(`declined: ${JSON.stringify(opened)}`);
      const { channel: number, epoch } = opened;
      const { heard, doc } = channelOf(number);
      const send = (bytes: Uint8Array) => say({ type: 'message', channel: number, bytes });
      return {
        number,
        epoch,
        heard,
        doc,
        send,
        step1: () => send(encodeSync(syncType.step1, Y.encodeStateVector(doc))),
        step2: (update) => send(encodeSync(syncType.step2, update)),
        update: (update) => send(encodeSync(syncType.update, update)),
        awareness: (client, clock, state) => send(encodeAwareness([{ client, clock, state: JSON.stringify(state) }])),
        last: <T extends Heard['type']>(type: T) =>
          heard.findLast((each): each is Extract<Heard, { type: T }> => each.type === type),
      };
    },
    word: <T extends ChannelFrame['type']>(type: T) =>
      words.findLast((each): each is Extract<ChannelFrame, { readonly type: T }> => each.type === type),
    close: () => ws.terminate(),
  };
  ws.on('message', (data: Buffer) => {
    const frame = decodeFrame(data);
    if (!frame || frame.type === 'unknown') throw new Error(`the relay said ${data.toString('hex')}`);
    order.push(frame.type === 'message' ? frame.channel : 0);
    if (frame.type !== 'message') {
      words.push(frame);
      // A new opening under the same number begins anew.
      if (frame.type === 'opened') channels.delete(frame.channel);
      return;
    }
    const { heard, doc } = channelOf(frame.channel);
    const message = decodeMessage(frame.bytes) ?? { type: 'malformed' };
    heard.push(message);
    if (message.type === 'step2' || message.type === 'update') Y.applyUpdate(doc, message.bytes);
  });
  ws.on('error', () => undefined);
  ws.on('close', (code) => {
    socket.closed = code;
  });
  await until('open or refused', () => ws.readyState !== WebSocket.CONNECTING);
  return socket;
};
