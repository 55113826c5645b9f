import type { Rights } from '@lianxi/access';
import { type CloseCode, closeCode, decodeMessage } from '@lianxi/protocol';
import { createDecoder, readVarUint } from 'lib0/decoding';
import { type Bucket, createBucket } from './bucket.ts';
import type { Shown } from './fan-out.ts';
import type { Principal, Standing } from './gate.ts';
import type { Refused } from './guard.ts';
import { guardLimits } from './limits.ts';
import type { Line } from './line.ts';
import type { Message } from './message.ts';
import { acknowledged, keepAlive, refused, rightsAre, sealedAt } from './messages.ts';
import type { Pace } from './pace.ts';
import { readPresence } from './presence.ts';
import type { Lacking, Room } from './room.ts';
import type { Scheduler, Timer } from './scheduler.ts';

/** What the person behind a line may do in its room, as last asked of the gate. */
export interface Access {
  readonly rights: Rights;
  readonly standing: Standing;
}

/** What a connection asks of the engine. */
export interface Host {
  join(connection: Connection, stateVector: Uint8Array): void;
  /** Decides about a writing frame as soon as the room is ready for it, in the order of arrival. */
  take(write: Write): void;
  /** The room has something to store, to acknowledge or to show at the end of this turn. */
  wake(room: Room): void;
  showPresence(connection: Connection): void;
  /** A reader that did not keep up. */
  dropped(): void;
  refused(connection: Connection, refused: Refused): void;
  left(connection: Connection): void;
  readonly limits: Limits;
  readonly scheduler: Scheduler;
}

/** A writing frame (sync 1 and 2) as it came. */
export interface Write {
  readonly from: Connection;
  readonly bytes: Uint8Array;
  /** Its number on this connection, counted from 1. */
  readonly frame: number;
  readonly isStep2: boolean;
}

export interface Limits {
  /** Bytes that may wait for a slow reader before it is dropped. */
  readonly buffered: number;
  /** Frames and bytes a second from one line, and how many at once; beyond, it is read more slowly. */
  readonly frames: { readonly rate: number; readonly burst: number };
  readonly bytes: { readonly rate: number; readonly burst: number };
}

interface Refusing {
  readonly frame: number;
  readonly why: Refused;
}

/** Joins of one line that may be under way at once: a stock client asks again whenever it is told to resync. */
const mostJoins = 8;

/** What has to be read before a frame can be decided about; `rest`: whatever others have stored meanwhile. */
export type Wanted = Lacking | 'rest';

/**
 * Refused for what is not known here, rather than for what is: a gap, somebody's id, or an entry that repeats what another
 * relay has stored already.
 */
const isDoubtful = ({ reason, detail }: Refused): boolean =>
  reason === 'gap' || reason === 'rule' || (reason === 'client-id' && detail === 'another-member');

/**
 * One line in one room. Nothing that comes in here may harm another: a frame that throws closes this one.
 *
 * Invariant: `acknowledgeable` counts the writing frames up to which everything is stored, or queued before now, or refused.
 */
export class Connection {
  readonly principal: Principal;
  readonly room: Room;
  readonly line: Line;
  private access: Access;
  presence: Shown | null = null;
  frames = 0;
  acknowledgeable = 0;
  acknowledged = 0;
  private refusing: Refusing[] = [];
  private hasSpoken = false;
  private hasStep2 = false;
  /** Something was left out because the first step 2 will bring it. */
  private hasGap = false;
  private readonly host: Host;
  private readonly frameBucket: Bucket;
  private readonly byteBucket: Bucket;
  private resuming: Timer | null = null;
  private isHeld = false;
  /** Bytes of the document itself that are still on their way: they are not the reader's slowness. */
  private allowance = 0;
  private joins = 0;
  private readonly pace: Pace;

  constructor(host: Host, line: Line, room: Room, principal: Principal, access: Access, pace: Pace) {
    this.host = host;
    this.pace = pace;
    this.line = line;
    this.room = room;
    this.principal = principal;
    this.access = access;
    this.frameBucket = createBucket(host.limits.frames, host.scheduler.elapsed);
    this.byteBucket = createBucket(host.limits.bytes, host.scheduler.elapsed);
  }

  get isOpen(): boolean {
    return this.line.isOpen;
  }

  /** What the line's owner hands in: one whole message, never empty of a type. */
  receive(data: Uint8Array): void {
    if (!this.line.isOpen) return;
    try {
      this.handle(data);
    } catch {
      this.close(closeCode.protocolError, 'malformed frame');
    }
    this.slowDown(data.length);
  }

  /** Everything that was written has been taken. */
  drained(): void {
    this.allowance = 0;
    this.joins = 0;
  }

  /** The line has ended. */
  left(): void {
    this.resuming?.cancel();
    this.host.left(this);
  }

  /**
   * Writes a message, and says whether it was; a reader that does not keep up is dropped and can catch up when it comes
   * back.
   */
  send(message: Message, isOwed = false): boolean {
    const { line } = this;
    if (!line.isOpen) return false;
    if (line.waiting > this.host.limits.buffered + this.allowance) {
      this.host.dropped();
      line.end();
      return false;
    }
    this.hasSpoken = true;
    line.write(message, isOwed);
    return true;
  }

  /** The document itself, however long it is; but whoever asks again and again before it has arrived is dropped. */
  sendJoin(messages: readonly Message[]): void {
    if (++this.joins > mostJoins) {
      this.host.dropped();
      this.line.end();
      return;
    }
    for (const { size } of messages) this.allowance += size + 16;
    this.line.cork();
    for (const message of messages) this.send(message, true);
    this.line.uncork();
    if (this.line.waiting === 0) this.drained();
  }

  close(code: CloseCode, reason: string): void {
    this.line.close(code, reason);
  }

  /** Stock clients hang up on silence. */
  keepAlive(): void {
    if (!this.hasSpoken && !this.line.isKept) this.send(keepAlive);
    this.hasSpoken = false;
  }

  /** What the gate says now; the other side is told what has changed for it. */
  changeAccess(access: Access): void {
    const { rights } = this.access;
    this.access = access;
    if (rights === access.rights) return;
    this.tellRights();
    if (access.rights === 'none') this.close(closeCode.forbidden, 'rights withdrawn');
  }

  tellRights(): void {
    if (this.line.dialect === 'own') this.send(rightsAre(this.access.rights));
  }

  tellSealed(time: number): void {
    if (this.line.dialect === 'own') this.send(sealedAt(time));
  }

  /** Everything up to the frame `upTo` is durable or was refused. */
  acknowledge(upTo: number, seq: number): void {
    if (this.line.dialect !== 'own' || upTo <= this.acknowledged) return;
    while (this.refusing[0] && this.refusing[0].frame <= upTo) {
      const { frame, why } = this.refusing.shift() as Refusing;
      this.tellAcknowledged(frame - 1, seq);
      this.send(refused(frame, why.reason, why.detail));
    }
    this.tellAcknowledged(upTo, seq);
  }

  private tellAcknowledged(upTo: number, seq: number): void {
    if (upTo <= this.acknowledged) return;
    this.acknowledged = upTo;
    this.send(acknowledged(upTo, seq, this.host.scheduler.now()));
  }

  /**
   * Our client begins anew when it is refused, with everything that it has not been acknowledged: what it wrote before is
   * acknowledged first. Stock clients know no refusals; they would go on as if nothing had been.
   */
  refuse(frame: number, why: Refused): void {
    const { reason, detail } = why;
    this.host.refused(this, why);
    this.pause(this.pace.refuse());
    if (this.line.dialect === 'own') {
      if (this.hasGap || this.acknowledged >= frame - 1) this.send(refused(frame, reason, detail));
      else this.refusing = [...this.refusing, { frame, why }].sort((one, other) => one.frame - other.frame);
    } else if (reason === 'malformed') this.close(closeCode.protocolError, reason);
    else if (reason === 'too-large') this.close(closeCode.tooLarge, detail);
    else if (reason === 'rate') this.close(closeCode.tooManyRequests, detail);
    else this.close(closeCode.forbidden, `${reason} ${detail}`.slice(0, 100));
  }

  /** Something of this line made the relay read so much of what is stored. */
  charge(bytes: number): void {
    this.pause(Math.max(this.byteBucket.take(bytes), this.pace.send(bytes)));
  }

  /** Offers a frame to the room; a word when something must first be read for it. */
  decide(write: Write): Wanted | null {
    const { bytes, frame, isStep2 } = write;
    const { rights, standing } = this.access;
    const writer = { member: this.principal.member, ...standing, isServer: false };
    const offered = this.room.offer(bytes, writer, write, rights === 'write');
    if (typeof offered === 'string') return offered;
    if (!offered.ok) {
      if (offered.error.reason === 'gap' && !this.hasStep2 && !isStep2) {
        this.hasGap = true;
        return null;
      }
      // Others may have stored it, and the news of that be late.
      if (isDoubtful(offered.error) && !this.room.isCurrent) return 'rest';
      this.refuse(frame, offered.error);
    }
    if (isStep2) {
      this.hasStep2 = true;
      this.hasGap = false;
    }
    if (this.hasGap) return null;
    this.acknowledgeable = frame;
    this.room.toAcknowledge.add(this);
    this.host.wake(this.room);
    return null;
  }

  /** The frame was not stored after all, and will be decided about again. */
  takeBack(frame: number): void {
    this.acknowledgeable = Math.min(this.acknowledgeable, frame - 1);
  }

  /** Reads no more while the room is made ready. */
  hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.line.pause();
  }
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    if (!this.resuming) this.line.resume();
  }

  private slowDown(bytes: number): void {
    this.pause(Math.max(this.frameBucket.take(1), this.byteBucket.take(bytes), this.pace.send(bytes)));
  }

  private pause(wait: number): void {
    if (wait === 0 || this.resuming) return;
    this.line.pause();
    this.resuming = this.host.scheduler.after(wait, () => {
      this.resuming = null;
      if (!this.isHeld) this.line.resume();
    });
  }

  private handle(data: Uint8Array): void {
    const message = decodeMessage(data);
    switch (message?.type) {
      case 'step1':
        if (readVarUint(createDecoder(message.bytes)) > guardLimits.askedClients)
          throw new Error('state vector too large');
        this.host.join(this, message.bytes);
        break;
      case 'step2':
      case 'update':
        this.host.take({
          from: this,
          bytes: message.bytes,
          frame: ++this.frames,
          isStep2: message.type === 'step2',
        });
        break;
      case 'awareness':
        this.handleAwareness(message.bytes);
        break;
      case 'query-awareness':
        this.host.showPresence(this);
        break;
      case undefined:
        throw new Error('malformed message');
    }
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
