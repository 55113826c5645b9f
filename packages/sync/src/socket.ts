import {
  bearerPrefix,
  type ChannelFrame,
  closeCode,
  decodeFrame,
  encodeFrame,
  largestFrame,
  subprotocol,
  timeEvery,
} from '@lianxi/protocol';

/**
 * The one connection for all documents of a device, a channel for each (docs/spec/wire.md). It connects with the first
 * channel and comes back by itself, with growing pauses for all channels together.
 *
 * Invariant: a channel hears only what was said since it was opened last. The relay answers every `open` in order, so of
 * several for one document only the last answer counts; what still arrives under a number that is not open is passed over.
 */
export interface Socket {
  /** A channel for the document, opened again after each loss until it is released. A former one for it ends. */
  attach(address: string, listener: ChannelListener): Channel;
  goOnline(): void;
  goOffline(): void;
  close(): void;
}

export type Connectedness = 'offline' | 'connecting' | 'connected';

export interface ChannelListener {
  onStatus(status: Exclude<Connectedness, 'connected'>): void;
  onOpened(epoch: number): void;
  onMessage(message: Uint8Array): void;
  /** Not opened; it is asked for again after a pause. */
  onDeclined(code: number): void;
  /** Ended for good (44xx). */
  onClosed(code: number): void;
}

export interface Channel {
  readonly isOpen: boolean;
  /** False where nothing was sent: the channel is not open, or ends here because the message is too large for any relay. */
  send(message: Uint8Array): boolean;
  /** The document has arrived: pauses after the next losses are short again. */
  confirm(): void;
  /** The relay says what nobody understands: begins anew, after a pause. */
  fail(): void;
  release(): void;
}

export interface SocketOptions {
  readonly server: string;
  readonly bearer: string | undefined;
  readonly WebSocket: typeof WebSocket;
  /** The connection was lost or not made, or a document was declined, so often in a row. */
  onFailed(attempts: number): void;
  /** The relay ended the session. */
  onEnded(): void;
}

interface Attached {
  readonly address: string;
  readonly listener: ChannelListener;
  number: number | null;
  /** Its document has arrived. */
  isSettled: boolean;
  attempts: number;
  retrying: ReturnType<typeof setTimeout> | undefined;
}

const longestPause = 15_000;
/** A browser says nothing of a message before all of it is there; a large document takes minutes on a slow network. */
const longestSilence = { settled: 3 * timeEvery, fetching: 8 * timeEvery };

/** So long a handshake may take (ms): a few bytes each way, also on a slow network. Browsers wait for minutes. */
const longestOpening = 15_000;

/** Up to half of it is left to chance, so that not everybody comes back at once. */
const pauseAfter = (attempts: number): number => Math.min(2 ** attempts * 100, longestPause) * (1 - Math.random() / 2);

export const createSocket = (options: SocketOptions): Socket => {
  const attached = new Map<string, Attached>();
  const byNumber = new Map<number, Attached>();
  /** How many answers to `open` are still to come, by address. */
  const asked = new Map<string, number>();
  let ws: WebSocket | null = null;
  let isOnline = true;
  let attempts = 0;
  let heardAt = 0;
  let reconnecting: ReturnType<typeof setTimeout> | undefined;
  let opening: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    clearTimeout(reconnecting);
    reconnecting = undefined;
    if (!isOnline || ws || attached.size === 0) return;
    const protocols = options.bearer ? [subprotocol, `${bearerPrefix}${options.bearer}`] : [subprotocol];
    const made = new options.WebSocket(options.server, protocols);
    made.binaryType = 'arraybuffer';
    ws = made;
    heardAt = performance.now();
    opening = setTimeout(() => lose(0), longestOpening);
    made.onopen = () => {
      clearTimeout(opening);
      for (const each of attached.values()) ask(each);
    };
    made.onmessage = ({ data }) => {
      heardAt = performance.now();
      hear(new Uint8Array(data));
    };
    made.onclose = ({ code }) => lose(code);
    // What went wrong is told by the close that follows.
    made.onerror = () => {};
  };

  const drop = () => {
    clearTimeout(opening);
    const old = ws;
    ws = null;
    byNumber.clear();
    asked.clear();
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  };

  const lose = (code: number) => {
    drop();
    const channels = [...attached.values()];
    const isEnded = code === closeCode.unauthenticated || code === closeCode.revoked;
    for (const each of channels) {
      forget(each);
      each.listener.onStatus(isEnded || !isOnline ? 'offline' : 'connecting');
    }
    if (isEnded) {
      for (const each of channels) each.listener.onClosed(code);
      options.onEnded();
      return;
    }
    attempts++;
    // It understood nothing of what was said; saying it again at once helps nobody.
    const isPointless = code >= 4400 && code < 4500;
    reconnecting = setTimeout(connect, isPointless ? longestPause : pauseAfter(attempts));
    options.onFailed(attempts);
  };

  const watchdog = setInterval(() => {
    const isFetching = [...byNumber.values()].some(({ isSettled }) => !isSettled);
    if (ws && performance.now() - heardAt > longestSilence[isFetching ? 'fetching' : 'settled']) lose(0);
  }, timeEvery);

  const say = (frame: ChannelFrame) => {
    if (ws?.readyState === options.WebSocket.OPEN) ws.send(encodeFrame(frame));
  };

  const ask = (channel: Attached) => {
    if (ws?.readyState !== options.WebSocket.OPEN) return;
    asked.set(channel.address, (asked.get(channel.address) ?? 0) + 1);
    say({ type: 'open', address: channel.address });
  };

  /** Whose answer this is; none while a later one is to come, or when nobody waits for it. */
  const answered = (address: string): Attached | undefined => {
    attempts = 0;
    const left = (asked.get(address) ?? 1) - 1;
    if (left > 0) asked.set(address, left);
    else asked.delete(address);
    return left > 0 ? undefined : attached.get(address);
  };

  const hear = (bytes: Uint8Array) => {
    const frame = decodeFrame(bytes);
    switch (frame?.type) {
      case 'message':
        byNumber.get(frame.channel)?.listener.onMessage(frame.bytes);
        break;
      case 'opened': {
        const channel = answered(frame.address);
        if (channel) {
          channel.number = frame.channel;
          channel.isSettled = false;
          byNumber.set(frame.channel, channel);
          channel.listener.onOpened(frame.epoch);
        } else if (!attached.has(frame.address)) say({ type: 'close', channel: frame.channel });
        break;
      }
      case 'declined': {
        const channel = answered(frame.address);
        if (!channel) break;
        retry(channel);
        channel.listener.onDeclined(frame.code);
        break;
      }
      case 'closed': {
        const channel = byNumber.get(frame.channel);
        if (channel) takeClosing(channel, frame.code);
        break;
      }
      case undefined:
        lose(0);
    }
  };

  const takeClosing = (channel: Attached, code: number) => {
    forget(channel);
    channel.listener.onStatus('connecting');
    if (code >= 4400 && code < 4500) channel.listener.onClosed(code);
    else retry(channel);
  };

  const retry = (channel: Attached) => {
    channel.attempts++;
    clearTimeout(channel.retrying);
    channel.retrying = setTimeout(() => ask(channel), pauseAfter(channel.attempts));
    options.onFailed(channel.attempts);
  };

  const forget = (channel: Attached) => {
    clearTimeout(channel.retrying);
    if (channel.number !== null && byNumber.get(channel.number) === channel) byNumber.delete(channel.number);
    channel.number = null;
  };

  const end = (channel: Attached) => {
    if (channel.number !== null) say({ type: 'close', channel: channel.number });
    forget(channel);
    if (attached.get(channel.address) === channel) attached.delete(channel.address);
  };

  return {
    attach: (address, listener) => {
      const former = attached.get(address);
      if (former) end(former);
      const channel: Attached = { address, listener, number: null, isSettled: false, attempts: 0, retrying: undefined };
      attached.set(address, channel);
      listener.onStatus(isOnline ? 'connecting' : 'offline');
      if (ws) ask(channel);
      // The pause after a loss goes on; it may have ended while nobody had a channel.
      else if (reconnecting === undefined) connect();
      return {
        get isOpen() {
          return channel.number !== null;
        },
        send: (message) => {
          if (channel.number === null) return false;
          const frame = encodeFrame({ type: 'message', channel: channel.number, bytes: message });
          if (frame.length > largestFrame) {
            say({ type: 'close', channel: channel.number });
            takeClosing(channel, closeCode.tooLarge);
            return false;
          }
          ws?.send(frame);
          return true;
        },
        confirm: () => {
          channel.attempts = 0;
          channel.isSettled = true;
        },
        fail: () => {
          if (channel.number !== null) say({ type: 'close', channel: channel.number });
          takeClosing(channel, closeCode.overloaded);
        },
        release: () => end(channel),
      };
    },
    goOnline: () => {
      if (isOnline) return;
      isOnline = true;
      attempts = 0;
      for (const { listener } of attached.values()) listener.onStatus('connecting');
      connect();
    },
    goOffline: () => {
      isOnline = false;
      clearTimeout(reconnecting);
      reconnecting = undefined;
      drop();
      for (const each of attached.values()) {
        forget(each);
        each.listener.onStatus('offline');
      }
    },
    close: () => {
      isOnline = false;
      clearInterval(watchdog);
      clearTimeout(reconnecting);
      for (const each of attached.values()) forget(each);
      attached.clear();
      drop();
    },
  };
};
