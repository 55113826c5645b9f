import {
  decodeMessage,
  encodeAwarenessUpdate,
  encodeSync,
  isEmptyUpdate,
  type Message,
  syncType,
} from '@lianxi/protocol';
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate as encodePresence,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { isFromBeside } from './beside.ts';
import { createGatherer } from './gather.ts';
import type { Channel, Connectedness, Socket } from './socket.ts';

/**
 * One document's part of the connection: y-websocket's protocol on a channel, with the writing messages counted.
 *
 * Invariant: the n-th call of `onSent` since `onOpen` is the n-th writing message of the channel, so that the relay's
 * “acknowledged n” and “refused n” mean the same message here. Until the relay has asked for our state and got it (the
 * answer), single updates are held back: the answer holds them, and on their own they might lean on what it holds. The
 * answer is sent also where it is empty: from then on the relay says when something is missing. Where nothing may leave it
 * is owed, and is the first that leaves.
 */
export interface Wire {
  open(): void;
  /** Begins anew, so that the next answer holds everything. */
  restart(): void;
  destroy(): void;
}

/** What the relay says beside y-websocket's protocol. */
export type Verdict = Extract<Message, { readonly type: 'acknowledged' | 'refused' | 'rights' | 'sealed' }>;

export interface WireOptions {
  readonly socket: Socket;
  readonly address: string;
  /** False while nothing may leave, e.g. from a document that a newer version made. */
  maySend(): boolean;
  onStatus(status: Connectedness): void;
  /** A new channel: counting begins again. */
  onOpen(epoch: number): void;
  /** A writing message has been sent. `isAnswer`: it holds everything that the relay did not have. */
  onSent(message: { readonly number: number; readonly isAnswer: boolean; readonly update: Uint8Array }): void;
  /** The relay had everything that is here. */
  onNothingToSay(): void;
  /** There is something here that the relay does not have, and nothing may leave. */
  onStray(update: Uint8Array): void;
  /** The relay's state is here and it has been given ours. */
  onSynced(): void;
  onVerdict(verdict: Verdict): void;
  /** Not opened, for now. */
  onDeclined(code: number): void;
  /** Closed for good (44xx). */
  onClosed(code: number): void;
}

/** The origin of what came from the relay. */
const wireOrigin = Symbol('lianxi.wire');
export const isFromRelay = (origin: unknown): boolean => origin === wireOrigin;

export const openWire = (doc: Y.Doc, awareness: Awareness, options: WireOptions): Wire => {
  const gatherer = createGatherer(doc, wireOrigin);
  let channel: Channel | undefined;
  let sent = 0;
  let hasAnswered = false;
  /** What the relay said that it has, while nothing may leave. */
  let owed: Uint8Array | null = null;
  let hasState = false;
  let isSynced = false;
  /** Whether others have been shown that somebody is here; whoever says nothing of themselves is not shown. */
  let isPresent = false;
  let isDestroyed = false;

  const write = (kind: typeof syncType.step2 | typeof syncType.update, update: Uint8Array) => {
    if (!options.maySend()) return true;
    if (!channel?.send(encodeSync(kind, update))) return false;
    sent++;
    options.onSent({ number: sent, isAnswer: kind === syncType.step2, update });
    return true;
  };

  const answer = (stateVector: Uint8Array) => {
    const update = Y.encodeStateAsUpdate(doc, stateVector);
    owed = options.maySend() ? null : stateVector;
    if (owed && bringsSomething(update)) options.onStray(update);
    if (!write(syncType.step2, update)) return;
    hasAnswered = true;
    if (isEmptyUpdate(update)) options.onNothingToSay();
    tellSynced();
  };

  const tellSynced = () => {
    if (isSynced || !hasAnswered || !hasState) return;
    isSynced = true;
    channel?.confirm();
    options.onSynced();
  };

  const take = (bytes: Uint8Array) => {
    const message = decodeMessage(bytes);
    switch (message?.type) {
      case 'update':
        gatherer.take(message.bytes);
        break;
      // Questions and answers about the whole state come after what was told before them.
      case 'step1':
        gatherer.flush();
        answer(message.bytes);
        break;
      case 'step2':
        gatherer.flush();
        Y.applyUpdate(doc, message.bytes, wireOrigin);
        hasState = true;
        tellSynced();
        break;
      case 'awareness':
        applyAwarenessUpdate(awareness, message.bytes, wireOrigin);
        break;
      case 'acknowledged':
      case 'refused':
      case 'rights':
      case 'sealed':
        options.onVerdict(message);
        break;
      case undefined:
        channel?.fail();
    }
  };

  const onUpdate = (update: Uint8Array, origin: unknown) => {
    // What another window has made it sends itself.
    if (origin === wireOrigin || isFromBeside(origin) || !hasAnswered) return;
    if (!owed || !options.maySend()) return void write(syncType.update, update);
    const all = Y.encodeStateAsUpdate(doc, owed);
    owed = null;
    write(syncType.step2, all);
  };
  const showPresence = () => {
    const state = awareness.getLocalState();
    const hasWords = state !== null && Object.keys(state).length > 0;
    if (!hasWords && !isPresent) return;
    isPresent = hasWords;
    channel?.send(encodeAwarenessUpdate(encodePresence(awareness, [doc.clientID])));
  };
  const onAwareness = (changed: Readonly<Record<'added' | 'updated' | 'removed', readonly number[]>>) => {
    const { added, updated, removed } = changed;
    if ([added, updated, removed].some((clients) => clients.includes(doc.clientID))) showPresence();
  };
  const begin = () => {
    sent = 0;
    hasAnswered = false;
    owed = null;
    hasState = false;
    isSynced = false;
    isPresent = false;
  };
  const forgetOthers = () => {
    const others = [...awareness.getStates().keys()].filter((client) => client !== doc.clientID);
    removeAwarenessStates(awareness, others, wireOrigin);
  };

  const open = () => {
    channel = options.socket.attach(options.address, {
      onStatus: (status) => {
        gatherer.flush();
        begin();
        forgetOthers();
        options.onStatus(status);
      },
      onOpened: (epoch) => {
        begin();
        options.onOpen(epoch);
        if (isDestroyed) return;
        options.onStatus('connected');
        channel?.send(encodeSync(syncType.step1, Y.encodeStateVector(doc)));
        showPresence();
      },
      onMessage: take,
      onDeclined: options.onDeclined,
      onClosed: options.onClosed,
    });
  };
  doc.on('update', onUpdate);
  awareness.on('update', onAwareness);

  return {
    open,
    restart: open,
    destroy: () => {
      isDestroyed = true;
      doc.off('update', onUpdate);
      awareness.off('update', onAwareness);
      channel?.release();
    },
  };
};

/** More than deletions: of two values in one cell every device deletes the lesser by itself. */
const bringsSomething = (update: Uint8Array): boolean => Y.parseUpdateMeta(update).to.size > 0;
