import { decodeMessage, encodeSync, syncType } from '@lianxi/protocol';
import { beforeEach, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { ChannelListener, Socket } from './socket.ts';
import { openWire, type WireOptions } from './wire.ts';

let doc: Y.Doc;
let relay: Y.Doc;
let channel: ChannelListener;
let maySend: boolean;
/** Writing messages, as they left. */
let left: { readonly type: 'step2' | 'update'; readonly bytes: Uint8Array }[];
const onSent = vi.fn<WireOptions['onSent']>();
const onNothingToSay = vi.fn();

const nothing = () => {};
const begin = (): void => {
  const socket: Socket = {
    attach: (_address, listener) => {
      channel = listener;
      return {
        isOpen: true,
        send: (message) => {
          const said = decodeMessage(message);
          if (said?.type === 'step2' || said?.type === 'update') left.push({ type: said.type, bytes: said.bytes });
          return true;
        },
        confirm: nothing,
        fail: nothing,
        release: nothing,
      };
    },
    goOnline: nothing,
    goOffline: nothing,
    close: nothing,
  };
  const awareness = new Awareness(doc);
  clearInterval((awareness as unknown as { readonly _checkInterval: NodeJS.Timeout })._checkInterval);
  openWire(doc, awareness, {
    socket,
    address: 'open/joint/a',
    maySend: () => maySend,
    onStatus: nothing,
    onOpen: nothing,
    onSent,
    onNothingToSay,
    onStray: nothing,
    onSynced: nothing,
    onVerdict: nothing,
    onDeclined: nothing,
    onClosed: nothing,
  }).open();
  channel.onOpened(1);
};
const ask = (): void => channel.onMessage(encodeSync(syncType.step1, Y.encodeStateVector(relay)));
/** The relay takes everything that has left, in order; whether all of it fits. */
const take = (): boolean => {
  for (const { bytes } of left) Y.applyUpdate(relay, bytes);
  return relay.store.pendingStructs === null;
};

beforeEach(() => {
  doc = new Y.Doc();
  relay = new Y.Doc();
  maySend = true;
  left = [];
  vi.clearAllMocks();
});

test('[SY40] the relay is answered also where there is nothing to add', () => {
  begin();
  ask();
  expect(left).toEqual([{ type: 'step2', bytes: new Uint8Array([0, 0]) }]);
  expect(onNothingToSay).toHaveBeenCalledOnce();
  doc.getText('t').insert(0, 'a');
  expect(left.map(({ type }) => type)).toEqual(['step2', 'update']);
  expect(onSent.mock.calls.map(([{ number, isAnswer }]) => [number, isAnswer])).toEqual([
    [1, true],
    [2, false],
  ]);
});

test('[SY40] where nothing may leave the answer is owed: what leaves first, when something may, is all of it', () => {
  begin();
  maySend = false;
  ask();
  doc.getText('t').insert(0, 'before');
  expect(left).toEqual([]);
  maySend = true;
  doc.getText('t').insert(6, ' and after');
  doc.getText('t').insert(16, '!');
  expect(left.map(({ type }) => type)).toEqual(['step2', 'update']);
  expect(take()).toBe(true);
  expect(relay.getText('t').toString()).toBe('before and after!');
});

test('[SY40] each time it asks', () => {
  begin();
  ask();
  maySend = false;
  channel.onOpened(1);
  ask();
  maySend = true;
  channel.onOpened(1);
  ask();
  expect(left.map(({ type }) => type)).toEqual(['step2', 'step2']);
});
