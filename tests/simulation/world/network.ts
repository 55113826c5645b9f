import type { Process, World } from './world.ts';

/**
 * Connections as TCP and WebSockets give them: bytes arrive whole, in order, once, or not at all. Between a device and the
 * relay lies one link, which may be slow, be down for a while (what is on its way waits), lose its connections (both ends
 * hear of it), or leave them half open (nobody hears of it).
 */
export interface Network {
  /** Whoever answers at the relay's address now: any of them, as a load balancer would choose. */
  readonly listeners: Set<Listener>;
  openLink(name: string): Link;
}

export interface Link {
  readonly name: string;
  isUp: boolean;
  /** How much slower than usual. */
  slowness: number;
  /** What arrives is not read: the other side's buffer fills. */
  isStalled: boolean;
  /** Every connection breaks, and both ends hear of it. */
  cut(): void;
  /** Every connection breaks, and nobody hears of it. */
  halfOpen(): void;
  /** The `WebSocket` of a program at this end. */
  socketClass(process: Process): typeof WebSocket;
}

export interface Listener {
  readonly process: Process;
  /** Answers when it has made up its mind; null turns the request away. */
  accept(request: UpgradeRequest, answer: (accepted: Accepted | null) => void): void;
}
export interface UpgradeRequest {
  readonly url: string;
  readonly protocols: readonly string[];
}
export interface Accepted {
  readonly protocol: string;
  /** The connection stands. */
  open(end: ServerEnd): void;
}

/** The relay's end of a connection. */
export interface ServerEnd {
  readonly isOpen: boolean;
  /** Bytes that have not left yet. */
  readonly waiting: number;
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  /** Asks whether anybody is there. */
  ping(): void;
  onPong: () => void;
  onMessage: (bytes: Uint8Array) => void;
  onDrained: () => void;
  /** Called once, however it ended. */
  onClosed: () => void;
}

/** Bytes that the two machines' buffers and the wire between them hold: beyond, a sender keeps them. */
const wireHolds = 2_000;
/** What an unreachable address takes to answer, in ms. */
const patience = 8_000;
/** So long a browser waits for a handshake, in ms (Chromium's own). */
const handshake = 240_000;
/** So long a machine sends what is not confirmed again and again, in ms, before it tells the program that the line is dead. */
const resending = 900_000;
/** A machine that hears nothing gives a connection up, in ms. */
const keepAlive = 35_000;

export const createNetwork = (world: World): Network => {
  const network: Network = { listeners: new Set(), openLink: (name) => openLink(world, network, name) };
  return network;
};

interface Connection {
  /** Nothing arrives any more, in neither direction. */
  isDead: boolean;
  breakNow(): void;
}

const openLink = (world: World, network: Network, name: string): Link => {
  const luck = world.luckOf(`link ${name}`);
  const connections = new Set<Connection>();
  const held: (() => void)[] = [];
  let isUp = true;
  let isStalled = false;

  const latency = () => (2 + luck() * luck() * 60) * link.slowness;
  /** Runs when the link is up; what waits keeps its order. */
  const whenUp = (run: () => void) => {
    if (isUp) run();
    else held.push(run);
  };
  const release = () => {
    if (!isUp) return;
    for (const run of held.splice(0)) run();
  };

  const link: Link = {
    name,
    slowness: 1,
    get isUp() {
      return isUp;
    },
    set isUp(next) {
      isUp = next;
      release();
    },
    get isStalled() {
      return isStalled;
    },
    set isStalled(next) {
      isStalled = next;
      if (!next) for (const each of stalled.splice(0)) each();
    },
    cut: () => {
      for (const each of [...connections]) each.breakNow();
    },
    halfOpen: () => {
      for (const each of connections) each.isDead = true;
    },
    socketClass: (process) => createSocketClass(process),
  };
  const stalled: (() => void)[] = [];

  const createSocketClass = (process: Process): typeof WebSocket => {
    class Socket {
      static readonly CONNECTING = 0;
      static readonly OPEN = 1;
      static readonly CLOSING = 2;
      static readonly CLOSED = 3;
      readonly CONNECTING = 0;
      readonly OPEN = 1;
      readonly CLOSING = 2;
      readonly CLOSED = 3;
      readyState = 0;
      binaryType = 'blob';
      protocol = '';
      readonly extensions = '';
      readonly url: string;
      bufferedAmount = 0;
      onopen: ((event: object) => void) | null = null;
      onmessage: ((event: object) => void) | null = null;
      onclose: ((event: object) => void) | null = null;
      onerror: ((event: object) => void) | null = null;
      private readonly wire: ClientWire;

      constructor(url: string | URL, protocols: string | string[] = []) {
        this.url = String(url);
        this.wire = connect(process, { url: this.url, protocols: [protocols].flat() }, this);
      }
      send(data: unknown) {
        if (this.readyState === Socket.CONNECTING) throw new Error('InvalidStateError');
        if (this.readyState !== Socket.OPEN) return;
        const bytes = data instanceof Uint8Array ? data : new Uint8Array(data as ArrayBuffer);
        this.wire.send(new Uint8Array(bytes));
      }
      close(code = 1005, _reason = '') {
        if (this.readyState >= Socket.CLOSING) return;
        this.readyState = Socket.CLOSING;
        this.wire.close(code);
      }
      addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: object) => void) {
        const key = `on${type}` as const;
        const before = this[key];
        this[key] = (event) => {
          before?.(event);
          listener(event);
        };
      }
      removeEventListener() {}
      /** The network's side. */
      isOpen() {
        return this.readyState === Socket.OPEN;
      }
      opened(protocol: string) {
        if (this.readyState !== Socket.CONNECTING) return;
        this.readyState = Socket.OPEN;
        this.protocol = protocol;
        this.onopen?.({ type: 'open', target: this });
      }
      arrived(bytes: Uint8Array) {
        if (this.readyState !== Socket.OPEN) return;
        const data = this.binaryType === 'arraybuffer' ? new Uint8Array(bytes).buffer : bytes;
        this.onmessage?.({ type: 'message', data, target: this });
      }
      closed(code: number, reason: string) {
        if (this.readyState === Socket.CLOSED) return;
        const wasConnecting = this.readyState === Socket.CONNECTING;
        this.readyState = Socket.CLOSED;
        if (wasConnecting || code === 1006) this.onerror?.({ type: 'error', target: this });
        this.onclose?.({ type: 'close', code, reason, wasClean: code !== 1006, target: this });
      }
    }
    return Socket as unknown as typeof WebSocket;
  };

  interface ClientWire {
    send(bytes: Uint8Array): void;
    close(code: number): void;
  }
  interface SocketSide {
    isOpen(): boolean;
    opened(protocol: string): void;
    arrived(bytes: Uint8Array): void;
    closed(code: number, reason: string): void;
  }

  /** One direction: what is sent arrives in order, each after a while of its own. */
  const createPipe = (connection: Connection, to: () => Process | null, isReader: boolean) => {
    let last = 0;
    let waiting = 0;
    return {
      get waiting() {
        return waiting;
      },
      send: (size: number, deliver: () => void, done: () => void = () => {}) => {
        waiting += size;
        last = Math.max(world.now + latency(), last);
        const arrive = () => {
          if (connection.isDead) return;
          if (isReader && isStalled) {
            stalled.push(arrive);
            return;
          }
          waiting -= size;
          const receiver = to();
          receiver?.after(0, deliver);
          done();
        };
        world.after(last - world.now, () => whenUp(arrive));
      },
    };
  };

  const connect = (process: Process, request: UpgradeRequest, side: SocketSide): ClientWire => {
    let server: (ServerEnd & { broken(): void }) | null = null;
    let relay: Process | null = null;
    let isOver = false;
    const connection: Connection = {
      isDead: false,
      breakNow: () => {
        connection.isDead = true;
        connections.delete(connection);
        endClient(1006, '');
        const end = server;
        if (end) relay?.after(latency(), end.broken);
      },
    };
    const up = createPipe(connection, () => relay, false);
    const down = createPipe(connection, () => process, true);
    connections.add(connection);

    const endClient = (code: number, reason: string) => {
      if (isOver) return;
      isOver = true;
      process.after(latency(), () => side.closed(code, reason));
    };
    /** The client's end goes without a word of this socket's own. */
    const leaveServer = () => {
      connections.delete(connection);
      const end = server;
      if (!end) return;
      if (connection.isDead || !isUp) relay?.after(keepAlive, end.broken);
      else up.send(0, end.broken);
    };
    process.onDeath(() => {
      if (isOver) return;
      isOver = true;
      leaveServer();
    });

    const turnAway = (after: number) => world.after(after, () => endClient(1006, ''));
    const knock = () => {
      if (isOver) return;
      const listeners = [...network.listeners].filter((each) => each.process.isAlive);
      const listener = listeners[Math.floor(luck() * listeners.length)];
      if (!isUp) {
        // It may come up while one is still trying.
        turnAway(patience);
        return;
      }
      if (!listener) {
        turnAway(latency());
        return;
      }
      relay = listener.process;
      relay.after(0, () =>
        listener.accept(request, (accepted) => {
          if (!accepted) {
            turnAway(latency());
            return;
          }
          const end = createServerEnd();
          server = end;
          listener.process.onDeath(() => {
            if (server === end && end.isOpen) connection.breakNow();
          });
          down.send(0, () => side.opened(accepted.protocol));
          accepted.open(end);
          // It may have gone while the relay was making up its mind.
          if (isOver) leaveServer();
        }),
      );
    };
    world.after(latency(), knock);
    world.after(handshake, () => {
      if (!side.isOpen()) endClient(1006, '');
    });

    const createServerEnd = (): ServerEnd & { broken(): void } => {
      let isOpen = true;
      let isPaused = false;
      let unread: Uint8Array[] = [];
      const finish = () => {
        if (!isOpen) return;
        isOpen = false;
        end.onClosed();
      };
      const end: ServerEnd & { broken(): void; take(bytes: Uint8Array): void } = {
        get isOpen() {
          return isOpen;
        },
        get waiting() {
          return Math.max(0, down.waiting - wireHolds);
        },
        send: (bytes) => {
          if (!isOpen || relay?.mayAct() !== true) return;
          const copy = new Uint8Array(bytes);
          down.send(
            copy.length,
            () => side.arrived(copy),
            () => {
              if (down.waiting <= wireHolds) relay?.after(0, () => isOpen && end.onDrained());
            },
          );
        },
        close: (code, reason) => {
          if (!isOpen || relay?.mayAct() !== true) return;
          isOpen = false;
          down.send(0, () => {
            connections.delete(connection);
            if (isOver) return;
            isOver = true;
            side.closed(code, reason);
          });
          relay.after(latency(), end.onClosed);
        },
        terminate: () => {
          if (!isOpen || relay?.mayAct() !== true) return;
          isOpen = false;
          connection.isDead = true;
          connections.delete(connection);
          if (isUp) endClient(1006, '');
          relay.after(0, end.onClosed);
        },
        pause: () => {
          isPaused = true;
        },
        resume: () => {
          isPaused = false;
          for (const bytes of unread.splice(0)) relay?.after(0, () => end.take(bytes));
        },
        ping: () => {
          if (!isOpen || relay?.mayAct() !== true) return;
          down.send(2, () => {
            if (!isOver) up.send(2, () => isOpen && end.onPong());
          });
        },
        broken: finish,
        take: (bytes) => {
          if (!isOpen) return;
          if (isPaused) unread = [...unread, bytes];
          else end.onMessage(bytes);
        },
        onPong: () => {},
        onMessage: () => {},
        onDrained: () => {},
        onClosed: () => {},
      };
      takeAtServer = end.take;
      return end;
    };
    let takeAtServer: (bytes: Uint8Array) => void = () => {};

    return {
      send: (bytes) => {
        if (isOver || !process.mayAct()) return;
        up.send(bytes.length, () => takeAtServer(bytes));
        if (connection.isDead) world.after(resending, () => endClient(1006, ''));
      },
      close: (code) => {
        if (isOver || !process.mayAct()) return;
        isOver = true;
        leaveServer();
        process.after(latency(), () => side.closed(code, ''));
      },
    };
  };

  return link;
};
