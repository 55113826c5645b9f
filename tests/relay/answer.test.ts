import 'fake-indexeddb/auto';
import { decodeFrame, decodeMessage } from '@lianxi/protocol';
import { readDocument } from '@lianxi/server';
import { openDevice } from '@lianxi/sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import * as Y from 'yjs';
import { type Harness, partsOf, startHarness, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

/** A network on which the n-th update after the answer is lost, and nothing else. */
const losing = (lost: number): typeof WebSocket => {
  let updates = 0;
  class Losing extends NodeWebSocket {
    override send(data: Parameters<NodeWebSocket['send']>[0]) {
      const frame = data instanceof Uint8Array ? decodeFrame(data) : undefined;
      if (frame?.type === 'message' && decodeMessage(frame.bytes)?.type === 'update' && ++updates === lost) return;
      super.send(data);
    }
  }
  return Losing as unknown as typeof WebSocket;
};

test('[RL32] [SY40] a gap of a device that had nothing to add is refused, and does not wait in silence', async () => {
  const seed = new Y.Doc();
  seed.getText('t').insert(0, 'there. ');
  const address = harness.document('open/joint/a', Y.encodeStateAsUpdate(seed));
  const device = openDevice({
    member: 'm1111111',
    bearer: 'm1111111',
    server: harness.url,
    WebSocket: losing(1),
    linger: 0,
    supportedVersion: () => 1,
    originKind: () => 'act',
  });
  const document = device.open(address);
  await document.whenSynced;
  const write = (text: string) => document.doc.getText('t').insert(document.doc.getText('t').length, text);
  write('lost');
  write(' and leans on it');
  await until('nothing waits any more', () => document.receipt.waiting === 0 && document.state.readOnly === null);
  // Neither arrived, and both are there to be copied.
  expect(document.receipt).toMatchObject({ made: 2, received: 0 });
  expect(document.receipt.refused.map(({ reason, text }) => [reason, text])).toEqual([
    ['gap', 'lost'],
    ['gap', 'and leans on it'],
  ]);
  expect(document.doc.getText('t').toString()).toBe('there. ');
  write('found');
  await until('received', () => document.receipt.received === 1);
  const stored = new Y.Doc();
  Y.applyUpdate(stored, readDocument(harness.store, partsOf(address).address)?.update ?? new Uint8Array([0, 0]));
  expect(stored.getText('t').toString()).toBe('there. found');
  await device.close();
});
