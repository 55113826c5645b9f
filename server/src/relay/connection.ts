import type { Duplex } from 'node:stream';
import type { Rights } from '@lianxi/access';
import { type AwarenessEntry, type CloseCode, closeCode, messageType, subprotocol, syncType } from '@lianxi/protocol';
import { createDecoder, type Decoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import type { WebSocket } from 'ws';
import type { RelayMetrics } from '../metrics/index.ts';
import { type Bucket, createBucket } from './bucket.ts';
import type { Frame } from './frames.ts';
import { keepAliveFrame, refusedFrame, rightsFrame, sealedFrame } from './frames.ts';
import type { Principal, Standing } from './gate.ts';
import type { Refused } from './guard.ts';
import { guardLimits } from './limits.ts';
import type { Pace } from './pace.ts';
import { readPresence } from './presence.ts';
import type { Room } from './room.ts';

/** What the person behind a socket may do in its room, as last asked of the gate. */
export interface Access {
  readonly rights: Rights;
  readonly standing: Standing;
}

/** What a socket asks of the relay. */
export interface Host {
  join(connection: Connection, stateVector: Uint8Array): void;
  /** The room has something to store, to acknowledge or to show at the end of this turn. */
  wake(room: Room): void;
  showPresence(connection: Connection): void;
  left(connection: Connection): void;
  refused(connection: Connection, refused: Refused): void;
  readonly limits: Limits;
  readonly metrics: RelayMetrics;
}

export interface Limits {
  /** Bytes that may wait for a slow reader before it is dropped. */
  readonly buffered: number;
  /** Frames and bytes a second from one socket, and how many at once; beyond, it is read more slowly. */
  readonly frames: { readonly rate: number; readonly burst: number };
  readonly bytes: { readonly rate: number; readonly burst: number };
}

/** Joins of one socket that may be under way at once: a stock client asks again whenever it is told to resync. */
const mostJoins = 8;

/**
 * One socket in one room. Nothing that comes in here may harm another socket: a frame that throws closes this one.
 *
 * Invariant: `acknowledgeable` counts the writing frames up to which everything is stored, or queued before now, or refused.
 */
export class Connection {
  readonly principal: Principal;
  readonly room: Room;
  private access: Access;
  /** Speaks `lianxi.v1`. */
  readonly isOurs: boolean;
  presence: AwarenessEntry | null = null;
  frames = 0;
  acknowledgeable = 0;
  acknowledged = 0;
  isAlive = true;
  private hasSpoken = false;
  private hasStep2 = false;
  /** Something was left out because the first step 2 will bring it. */
  private hasGap = false;
  private readonly ws: WebSocket;
  private readonly socket: Duplex;
  private readonly host: Host;
  private readonly frameBucket: Bucket;
  private readonly byteBucket: Bucket;
  private resuming: NodeJS.Timeout | null = null;
  /** Bytes of the document itself that are still on their way: they are not the reader's slowness. */
  private allowance = 0;
  private joins = 0;
  private readonly pace: Pace;

  constructor(host: Host, ws: WebSocket, socket: Duplex, room: Room, principal: Principal, access: Access, pace: Pace) {
    this.host = host;
    this.pace = pace;
    this.ws = ws;
    this.socket = socket;
    this.room = room;
    this.principal = principal;
    this.access = access;
    this.isOurs = ws.protocol === subprotocol;
    this.frameBucket = createBucket(host.limits.frames);
    this.byteBucket = createBucket(host.limits.bytes);
    ws.on('message', (data: Buffer, isBinary: boolean) => this.receive(data, isBinary));
    ws.on('pong', () => {
      this.isAlive = true;
    });
    // ws answers protocol errors with a close of its own.
    ws.on('error', () => undefined);
    socket.on('drain', () => this.settle());
    ws.on('close', () => {
      if (this.resuming) clearTimeout(this.resuming);
      host.left(this);
    });
  }

  get isOpen(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  /**
   * Writes a ready-made frame, and says whether it was; a reader that does not keep up is dropped and can catch up when it
   * comes back.
   */
  send(frame: Frame): boolean {
    if (!this.isOpen || this.socket.destroyed) return false;
    if (this.socket.writableLength > this.host.limits.buffered + this.allowance) {
      this.host.metrics.dropped();
      this.ws.terminate();
      return false;
    }
    this.hasSpoken = true;
    this.socket.write(frame);
    return true;
  }

  /** The document itself, however long it is; but whoever asks again and again before it has arrived is dropped. */
  sendJoin(frames: readonly Frame[]): void {
    if (++this.joins > mostJoins) {
      this.ws.terminate();
      return;
    }
    for (const frame of frames) this.allowance += frame.length;
    for (const frame of frames) this.send(frame);
    if (this.socket.writableLength === 0) this.settle();
  }

  private settle(): void {
    this.allowance = 0;
    this.joins = 0;
  }

  /** Everything written until `uncork` leaves in one piece. */
  cork(): void {
    this.socket.cork();
  }
  uncork(): void {
    this.socket.uncork();
  }

  close(code: CloseCode, reason: string): void {
    if (!this.isOpen) return;
    this.ws.close(code, reason);
    // A peer that does not answer the close is not waited for.
    setTimeout(() => this.ws.terminate(), 2_000).unref();
  }

  terminate(): void {
    this.ws.terminate();
  }

  /** Once in a while: is anybody there? And a word for stock clients, which hang up on silence. */
  ping(): void {
    if (!this.isAlive) {
      this.ws.terminate();
      return;
    }
    this.isAlive = false;
    if (this.isOpen) this.ws.ping();
    if (!this.hasSpoken) this.send(keepAliveFrame);
    this.hasSpoken = false;
  }

  /** What the gate says now; the socket is told what has changed for it. */
  changeAccess(access: Access): void {
    const { rights } = this.access;
    this.access = access;
    if (rights === access.rights) return;
    this.tellRights();
    if (access.rights === 'none') this.close(closeCode.forbidden, 'rights withdrawn');
  }

  tellRights(): void {
    if (this.isOurs) this.send(rightsFrame(this.access.rights));
  }

  tellSealed(time: number): void {
    if (this.isOurs) this.send(sealedFrame(time));
  }

  /** Stock clients know no refusals; they would go on as if nothing had been. */
  refuse(frame: number, refused: Refused): void {
    const { reason, detail } = refused;
    this.host.refused(this, refused);
    this.pause(this.pace.refuse());
    if (this.isOurs) this.send(refusedFrame(frame, reason, detail));
    else if (reason === 'malformed') this.close(closeCode.protocolError, reason);
    else if (reason === 'too-large') this.close(closeCode.tooLarge, detail);
    else if (reason === 'rate') this.close(closeCode.tooManyRequests, detail);
    else this.close(closeCode.forbidden, `${reason} ${detail}`.slice(0, 100));
  }

  /** Something of this socket made the relay read so much of what is stored. */
  charge(bytes: number): void {
    this.pause(Math.max(this.byteBucket.take(bytes), this.pace.send(bytes)));
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (!isBinary) {
      this.close(closeCode.protocolError, 'binary frames only');
      return;
    }
    try {
      this.handle(data);
    } catch {
      this.close(closeCode.protocolError, 'malformed frame');
    }
    this.slowDown(data.length);
  }

  private slowDown(bytes: number): void {
    this.pause(Math.max(this.frameBucket.take(1), this.byteBucket.take(bytes), this.pace.send(bytes)));
  }

  private pause(wait: number): void {
    if (wait === 0 || this.resuming) return;
    this.ws.pause();
    this.resuming = setTimeout(() => {
      this.resuming = null;
      this.ws.resume();
    }, wait);
  }

  private handle(data: Buffer): void {
    const decoder = createDecoder(data);
    switch (readVarUint(decoder)) {
      case messageType.sync:
        this.handleSync(decoder);
        return;
      case messageType.awareness:
        this.handleAwareness(readVarUint8Array(decoder));
        return;
      case messageType.queryAwareness:
        this.host.showPresence(this);
        return;
      default:
        // A newer client's word; nothing to us.
        return;
    }
  }

  private handleSync(decoder: Decoder): void {
    const type = readVarUint(decoder);
    const bytes = readVarUint8Array(decoder);
    if (type === syncType.step1) {
      if (readVarUint(createDecoder(bytes)) > guardLimits.askedClients) throw new Error('state vector too large');
      this.host.join(this, bytes);
      return;
    }
    if (type !== syncType.step2 && type !== syncType.update) throw new Error('unknown sync message');
    this.handleWrite(bytes, type === syncType.step2);
  }

  private handleWrite(bytes: Uint8Array, isStep2: boolean): void {
    const frame = ++this.frames;
    const { rights, standing } = this.access;
    const writer = { member: this.principal.member, ...standing, isServer: false };
    const offered = this.room.offer(bytes, writer, this, frame, rights === 'write');
    if (!offered.ok) {
      if (offered.error.reason === 'gap' && !this.hasStep2 && !isStep2) {
        this.hasGap = true;
        return;
      }
      this.refuse(frame, offered.error);
    }
    if (isStep2) {
      this.hasStep2 = true;
      this.hasGap = false;
    }
    if (this.hasGap) return;
    this.acknowledgeable = frame;
    this.room.toAcknowledge.add(this);
    this.host.wake(this.room);
  }

  private handleAwareness(bytes: Uint8Array): void {
    const entry = readPresence(bytes, this);
    if (!entry) return;
    this.presence = entry;
    this.room.presence.set(entry.client, this);
    this.room.presenceChanged.add(this);
    this.host.wake(this.room);
  }
}
