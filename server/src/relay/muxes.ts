import type { Duplex } from 'node:stream';
import { type CloseCode, closeCode } from '@lianxi/protocol';
import type { WebSocket } from 'ws';
import type { Principal } from './gate.ts';
import { createMux, type Mux, type MuxParts } from './mux.ts';

/** All sockets of `GET /sync`. */
export interface Muxes {
  open(ws: WebSocket, socket: Duplex, principal: Principal): void;
  /** Somebody's session may have ended (null: anybody's). */
  recheck(member: string | null): void;
  /** Those that the engine has not closed with their channels. */
  close(): void;
  readonly count: number;
}

/** Sessions also end by time: every socket is looked at within this, in ms. */
const sweepEvery = 5_000;

export const createMuxes = (parts: MuxParts): Muxes => {
  const muxes = new Set<Mux>();
  const recheck = (member: string | null) => {
    for (const mux of [...muxes]) if (member === null || mux.principal.member === member) mux.recheck();
  };
  const closeAll = (code: CloseCode, reason: string) => {
    for (const mux of [...muxes]) mux.close(code, reason);
  };
  const sweep = parts.scheduler.every(sweepEvery, () => recheck(null));
  return {
    open: (ws, socket, principal) => {
      const mux = createMux(ws, socket, principal, parts);
      muxes.add(mux);
      ws.on('close', () => muxes.delete(mux));
    },
    recheck,
    close: () => {
      sweep.cancel();
      closeAll(closeCode.restarting, 'restarting');
    },
    get count() {
      return muxes.size;
    },
  };
};
