import { WebSocket } from 'ws';

/** Where the network fails: at the `at`-th frame of this direction, counted over all of a device's sockets. */
export interface Cut {
  readonly direction: 'out' | 'in';
  readonly at: number;
  /** Whether that frame itself still gets through. */
  readonly isDelivered: boolean;
}

export interface CuttingNetwork {
  readonly WebSocket: typeof globalThis.WebSocket;
  /** Frames that passed so far. */
  readonly passed: { readonly out: number; readonly in: number };
}

/** A network for one device that fails once: all of its sockets end, without a goodbye. */
export const createCuttingNetwork = (cut: Cut | null): CuttingNetwork => {
  const passed = { out: 0, in: 0 };
  const open = new Set<WebSocket>();
  const isHere = (direction: Cut['direction']) => cut?.direction === direction && passed[direction] === cut.at;
  const end = () => {
    for (const socket of open) socket.terminate();
    open.clear();
  };

  class CuttingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      open.add(this);
      this.on('close', () => open.delete(this));
    }

    override send(data: Uint8Array) {
      if (!open.has(this)) return;
      const isLast = isHere('out');
      passed.out++;
      if (!isLast || cut?.isDelivered) super.send(data);
      if (isLast) end();
    }

    override emit(event: string | symbol, ...details: unknown[]): boolean {
      if (event !== 'message') return super.emit(event, ...details);
      // What stands behind a lost frame in the same packet is lost too.
      if (!open.has(this)) return true;
      const isLast = isHere('in');
      passed.in++;
      const isHeard = (!isLast || cut?.isDelivered) && super.emit(event, ...details);
      if (isLast) end();
      return isHeard ?? true;
    }
  }
  // Structurally the browser's, as far as a client uses it.
  return { WebSocket: CuttingSocket as unknown as typeof globalThis.WebSocket, passed };
};
