import { decodeFrame, decodeMessage, encodeAcknowledged, encodeFrame } from '@lianxi/protocol';
import type { Faults } from '../faults.ts';

/** The client's socket with one of the client's faults put in from outside: what it does not hear, it does not act upon. */
export const faultySocket = (Socket: typeof WebSocket, faults: Faults): typeof WebSocket => {
  if (!faults.isDeafToRefusals && !faults.isDeafToAcknowledgements && !faults.acknowledgesItself) return Socket;
  const isHeard = (bytes: Uint8Array) => {
    const frame = decodeFrame(bytes);
    const said = frame?.type === 'message' ? decodeMessage(frame.bytes)?.type : undefined;
    if (faults.isDeafToRefusals && said === 'refused') return false;
    return !(faults.isDeafToAcknowledgements && said === 'acknowledged');
  };

  return class extends Socket {
    private readonly written = new Map<number, number>();
    private listener: ((event: MessageEvent) => void) | null = null;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      Object.defineProperty(this, 'onmessage', {
        get: () => this.hear,
        set: (listener) => {
          this.listener = listener;
        },
      });
    }
    private readonly hear = (event: MessageEvent) => {
      if (isHeard(new Uint8Array(event.data as ArrayBuffer))) this.listener?.(event);
    };
    override send(data: Parameters<WebSocket['send']>[0]) {
      super.send(data);
      if (!faults.acknowledgesItself || !(data instanceof Uint8Array)) return;
      const frame = decodeFrame(data);
      if (frame?.type !== 'message') return;
      const said = decodeMessage(frame.bytes)?.type;
      if (said !== 'step2' && said !== 'update') return;
      const { channel } = frame;
      const count = (this.written.get(channel) ?? 0) + 1;
      this.written.set(channel, count);
      const message = encodeFrame({ type: 'message', channel, bytes: encodeAcknowledged(count, 0, 0) });
      setTimeout(() => this.listener?.({ data: new Uint8Array(message).buffer } as MessageEvent), 0);
    }
  };
};
