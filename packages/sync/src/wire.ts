import { bearerPrefix, messageType, subprotocol, syncType } from '@lianxi/protocol';
import { readVarUint, readVarUint8Array } from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { type Incoming, isEmptyUpdate, readIncoming, readOutgoing } from './frame.ts';
import { createGatherer } from './gather.ts';

/**
 * One document's connection: y-websocket's provider over a socket that counts writing frames.
 *
 * Invariant: the n-th call of `onSent` since `onOpen` is the n-th writing frame of the socket, so that the relay's
 * “acknowledged n” and “refused n” mean the same frame here. Until the relay has asked for our state and got it (the
 * answer), single updates are held back: the answer holds them, and on their own they might lean on what it holds.
 *
 * The seam for one socket for all documents is `WebSocket`: whatever class is given here may multiplex.
 */
export interface Wire {
  connect(): void;
  disconnect(): void;
  destroy(): void;
}

export interface WireOptions {
  readonly server: string;
  readonly address: string;
  readonly bearer: string | undefined;
  readonly WebSocket: typeof WebSocket;
  /** False while nothing may leave, e.g. from a document that a newer version made. */
  maySend(): boolean;
  onStatus(status: 'offline' | 'connecting' | 'connected'): void;
  /** A new socket: counting begins again. */
  onOpen(): void;
  /** A writing frame has been handed to the socket. `isAnswer`: it holds everything that the relay did not have. */
  onSent(frame: { readonly number: number; readonly isAnswer: boolean; readonly update: Uint8Array }): void;
  /** The relay had everything that is here. */
  onNothingToSay(): void;
  /** The relay's state is here and it has been given ours. */
  onSynced(): void;
  onMessage(message: Incoming): void;
  /** Closed for good (44xx). */
  onClosed(code: number): void;
  /** The connection was lost or not made, so often in a row. */
  onFailed(attempts: number): void;
}

const longestPause = 15_000;

export const openWire = (doc: Y.Doc, awareness: Awareness, options: WireOptions): Wire => {
  let frames = 0;
  let hasAnswered = false;
  let hasState = false;
  let isDone = false;

  const tellSynced = () => {
    if (isDone || !hasAnswered || !hasState) return;
    isDone = true;
    options.onSynced();
  };

  const CountingSocket = class extends options.WebSocket {
    override send(data: Parameters<WebSocket['send']>[0]) {
      // The provider sends byte arrays only.
      const outgoing = data instanceof Uint8Array ? readOutgoing(data) : ({ type: 'other' } as const);
      if (outgoing.type === 'other') return super.send(data);
      if (outgoing.type === 'update' && !hasAnswered) return;
      const isAnswer = outgoing.type === 'answer';
      if (options.maySend() && !isEmptyUpdate(outgoing.update)) {
        super.send(data);
        frames++;
        options.onSent({ number: frames, isAnswer, update: outgoing.update });
      }
      if (!isAnswer) return;
      hasAnswered = true;
      if (isEmptyUpdate(outgoing.update)) options.onNothingToSay();
      tellSynced();
    }
  };

  const provider = new WebsocketProvider(options.server, options.address, doc, {
    awareness,
    protocols: options.bearer ? [subprotocol, `${bearerPrefix}${options.bearer}`] : [subprotocol],
    WebSocketPolyfill: CountingSocket as typeof WebSocket,
    // Two people may use one browser; what passes between windows goes through the relay, which knows who may read it.
    disableBc: true,
    connect: false,
    maxBackoffTime: longestPause,
  });
  const gatherer = createGatherer(doc, provider);
  const takeSync = provider.messageHandlers[messageType.sync];
  provider.messageHandlers[messageType.sync] = (encoder, decoder, ...rest) => {
    const start = decoder.pos;
    if (readVarUint(decoder) === syncType.update) return gatherer.take(readVarUint8Array(decoder));
    // Questions and answers about the whole state come after what was told before them.
    gatherer.flush();
    decoder.pos = start;
    takeSync?.(encoder, decoder, ...rest);
  };
  const own = [messageType.acknowledged, messageType.refused, messageType.rights, messageType.sealed];
  for (const type of own) {
    provider.messageHandlers[type] = (_encoder, decoder) => {
      const message = readIncoming(decoder.arr);
      if (message) options.onMessage(message);
    };
  }
  provider.on('status', ({ status }) => {
    if (status === 'connected') {
      frames = 0;
      hasAnswered = false;
      hasState = false;
      isDone = false;
      options.onOpen();
    }
    options.onStatus(status === 'disconnected' ? (provider.shouldConnect ? 'connecting' : 'offline') : status);
  });
  provider.on('sync', (isSynced: boolean) => {
    hasState = isSynced;
    if (isSynced) tellSynced();
  });
  provider.on('connection-close', (event) => {
    if (event && !(event.code >= 4400 && event.code < 4500)) options.onFailed(provider.wsUnsuccessfulReconnects + 1);
  });
  provider.on('closed', ({ code }) => options.onClosed(code));

  return {
    connect: () => provider.connect(),
    disconnect: () => {
      gatherer.flush();
      provider.disconnect();
      options.onStatus('offline');
    },
    destroy: () => provider.destroy(),
  };
};
