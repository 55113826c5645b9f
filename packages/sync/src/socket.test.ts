import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket as TcpSocket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createSocket } from './socket.ts';

test('[WR7] a handshake that nobody answers is given up after fifteen seconds and tried again', async () => {
  const lines: TcpSocket[] = [];
  const silent = createServer((line) => lines.push(line));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const failures: number[] = [];
  const socket = createSocket({
    server: `ws://127.0.0.1:${port}`,
    bearer: undefined,
    WebSocket,
    onFailed: (attempts) => failures.push(attempts),
    onEnded: () => {},
  });
  try {
    const first = once(silent, 'connection');
    const ignore = () => {};
    socket.attach('open/joint/page', {
      onStatus: ignore,
      onOpened: ignore,
      onMessage: ignore,
      onDeclined: ignore,
      onClosed: ignore,
    });
    await first;
    vi.advanceTimersByTime(14_999);
    expect(failures).toEqual([]);
    const second = once(silent, 'connection');
    vi.advanceTimersByTime(1);
    expect(failures).toEqual([1]);
    vi.advanceTimersByTime(200);
    await second;
    socket.goOffline();
    vi.advanceTimersByTime(60_000);
    expect(failures).toEqual([1]);
  } finally {
    socket.close();
    vi.useRealTimers();
    for (const line of lines) line.destroy();
    silent.close();
  }
});
