import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import { encodeSync, syncType } from '@lianxi/protocol';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import { defaultLimits } from './engine.ts';
import type { Line } from './line.ts';
import { toMessage } from './message.ts';
import { createMux } from './mux.ts';
import { systemScheduler } from './scheduler.ts';

/** A socket whose other end neither answers nor reads, under a clock that is turned by hand. */
const createSilent = async () => {
  let beat = () => {};
  const line: { current: Line | null } = { current: null };
  const connection = { receive: () => {}, drained: () => {}, left: () => {} };
  const ws = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    isGone: false,
    pings: 0,
    ping: () => void ws.pings++,
    pause: () => {},
    resume: () => {},
    close: () => {},
    terminate: () => {
      ws.isGone = true;
    },
  });
  const socket = new Duplex({ read: () => {}, write: () => {} });
  createMux(
    ws as unknown as WebSocket,
    socket,
    { member: 'm1', name: '', session: '' },
    {
      engine: {
        admit: async () => ({
          ok: true,
          value: {
            channel: 7,
            epoch: 1,
            enter: (made) => {
              line.current = made;
              return connection as unknown as Connection;
            },
          },
        }),
      },
      gate: { isAlive: () => true },
      scheduler: {
        ...systemScheduler,
        every: (_ms, run) => {
          beat = run;
          return { cancel: () => {} };
        },
      },
      limits: defaultLimits,
      dropped: () => {},
      report: (cause) => {
        throw cause;
      },
    },
  );
  /** Pings until the socket is given up. */
  const beatsUntilGone = () => {
    let beats = 0;
    for (; !ws.isGone && beats < 100; beats++) beat();
    return beats - 1;
  };
  return { ws, socket, line, beat: () => beat(), beatsUntilGone };
};

test('[WR7] who leaves two pings unanswered is gone; whoever answers is asked again', async () => {
  const { ws, socket, beat, beatsUntilGone } = await createSilent();
  // What was said is with the network.
  socket.on('error', () => {});
  Object.defineProperty(socket, 'writableLength', { value: 0 });
  beat();
  ws.emit('pong');
  beat();
  ws.emit('pong');
  expect(ws.isGone).toBe(false);
  expect(beatsUntilGone()).toBe(2);
});

test('[WR7] a document on its way gives the pings behind it time, but not for ever', async () => {
  const { ws, line, beatsUntilGone } = await createSilent();
  ws.emit('message', Buffer.from('00000c6f70656e2f6a6f696e742f61', 'hex'), true);
  await new Promise((resolve) => setImmediate(resolve));
  line.current?.write(toMessage(encodeSync(syncType.step2, new Uint8Array(3_000_000))), true);
  expect(beatsUntilGone()).toBe(8);
  expect(ws.pings).toBe(8);
});
