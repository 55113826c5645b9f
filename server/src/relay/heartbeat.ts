import type { WebSocket } from 'ws';
import type { Scheduler } from './scheduler.ts';

/** Asks every socket once in a while whether anybody is there; who has not answered by the next time is gone. */
export interface Heartbeat {
  watch(ws: WebSocket): void;
  stop(): void;
  readonly count: number;
}

export const createHeartbeat = (scheduler: Scheduler, every: number): Heartbeat => {
  const silent = new WeakSet<WebSocket>();
  const sockets = new Set<WebSocket>();
  const timer = scheduler.every(every, () => {
    for (const ws of [...sockets]) {
      if (silent.has(ws)) {
        ws.terminate();
        continue;
      }
      silent.add(ws);
      if (ws.readyState === ws.OPEN) ws.ping();
    }
  });
  return {
    watch: (ws) => {
      sockets.add(ws);
      ws.on('pong', () => silent.delete(ws));
      ws.on('close', () => sockets.delete(ws));
    },
    stop: () => timer.cancel(),
    get count() {
      return sockets.size;
    },
  };
};
