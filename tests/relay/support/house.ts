import { type AddressParts, parseAddress } from '@lianxi/access';
import { ok } from '@lianxi/base';
import { decodeMessage, encodeAwareness, encodeSync, syncType } from '@lianxi/protocol';
import {
  type Batch,
  type Connection,
  createEngine,
  createForeground,
  createHub,
  type Engine,
  type EngineOptions,
  type Line,
  type Message,
  noMetrics,
  type RoomLog,
  type Scheduler,
  systemScheduler,
} from '@lianxi/server';
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import * as Y from 'yjs';
import { createMemoryLog, type MemoryLog } from '../../contract/memory-log.ts';

/** The real engine without sockets and files: over a log in memory whose commits end when the test says so. */
export interface House {
  readonly engine: Engine;
  /** What other processes see and do. */
  readonly memory: MemoryLog;
  /** Every call of `append`, as it was asked for. */
  readonly commits: (readonly Batch[])[];
  enter(name: string, member: string): Promise<Visitor>;
  /** Ends the commit under way; false when there is none. */
  commitNow(): Promise<boolean>;
  /** Ends one commit after the other until nothing is left to store. */
  commitAll(): Promise<void>;
}

/** Somebody whose line takes everything at once. */
export interface Visitor {
  readonly connection: Connection;
  readonly line: { isPaused: boolean; closed: number | null };
  /** As they were written: one that is made for all is the same for all. */
  readonly messages: Message[];
  readonly heard: readonly Heard[];
  /** Everything heard of the document, applied. */
  readonly doc: Y.Doc;
  update(update: Uint8Array): void;
  step2(update: Uint8Array): void;
  /** Asks for everything that this one lacks. */
  ask(): void;
  /** Shows presence under a client id; null: no more. */
  show(client: number, clock: number, state: unknown): void;
  /** The presence of others and of its own, as told. */
  readonly seen: ReadonlyMap<number, unknown>;
  last<T extends Heard['type']>(type: T): (Heard & { readonly type: T }) | undefined;
  leave(): void;
}

type Heard = NonNullable<ReturnType<typeof decodeMessage>>;

export const createHouse = (
  options: Partial<Omit<EngineOptions, 'log'>> = {},
  memory: MemoryLog = createMemoryLog(),
  /** What the engine has of it. */
  below: RoomLog = memory,
): House => {
  const commits: (readonly Batch[])[] = [];
  let finish: (() => void) | null = null;
  const log: RoomLog = {
    ...below,
    append: async (batches) => {
      commits.push(batches);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return below.append(batches);
    },
  };
  const engine = createEngine({
    log,
    fanOut: createHub().join(),
    background: createForeground(log),
    scheduler: timelessTurns(),
    gate: {
      authenticate: () => ok({ member: '', name: '', session: '' }),
      isAlive: () => true,
      rightsFor: () => 'write',
      standingOf: () => ({ isCommittee: false, units: [] }),
    },
    metrics: noMetrics,
    report: () => {},
    refusals: { record: () => {} },
    isDiskFailure: () => false,
    onDiskFailure: () => {},
    ...options,
  });
  const commitNow = async (): Promise<boolean> => {
    await turns();
    const run = finish;
    finish = null;
    run?.();
    await turns();
    return run !== null;
  };
  return {
    engine,
    memory,
    commits,
    enter: async (name, member) => {
      const parts = addressOf(name);
      if (!(await memory.find(parts.address))) memory.create(parts.address);
      const admission = await engine.admit({ member, name: '', session: '' }, parts);
      if (!admission.ok) throw new Error(admission.error.type);
      return createVisitor(admission.value.enter);
    },
    commitNow,
    commitAll: async () => {
      while (await commitNow());
    },
  };
};

/**
 * The system's scheduler, but that no turn takes any time: how long these lines take to be told, on a busy machine, is nobody's
 * slowness, and no commit waits for it ([RL19]).
 */
const timelessTurns = (): Scheduler => {
  let now: number | null = null;
  return {
    ...systemScheduler,
    elapsed: () => {
      if (now === null) setImmediate(() => (now = null));
      now ??= systemScheduler.elapsed();
      return now;
    },
  };
};

/** As many turns as anything that needs no commit takes. */
export const turns = async (): Promise<void> => {
  for (let count = 0; count < 5; count++) await new Promise((resolve) => setImmediate(resolve));
};

const addressOf = (name: string): AddressParts => {
  const parts = parseAddress(name.includes('/') ? name : `open/joint/${name}`);
  if (!parts.ok) throw new Error(name);
  return parts.value;
};

const createVisitor = (enter: (line: Line) => Connection): Visitor => {
  const line = { isPaused: false, closed: null as number | null };
  const messages: Message[] = [];
  const heard: Heard[] = [];
  const seen = new Map<number, unknown>();
  const doc = new Y.Doc();
  let isOpen = true;
  const leave = (): void => {
    if (!isOpen) return;
    isOpen = false;
    connection.left();
  };
  const connection = enter({
    dialect: 'own',
    get isOpen() {
      return isOpen;
    },
    isKept: true,
    waiting: 0,
    write: (message) => {
      messages.push(message);
      const said = decodeMessage(payloadOf(message));
      if (!said) throw new Error('the relay says nonsense');
      heard.push(said);
      if (said.type === 'step2' || said.type === 'update') Y.applyUpdate(doc, said.bytes);
      if (said.type === 'awareness') see(said.bytes, seen);
    },
    cork: () => {},
    uncork: () => {},
    close: (code) => {
      line.closed = code;
      leave();
    },
    end: leave,
    pause: () => {
      line.isPaused = true;
    },
    resume: () => {
      line.isPaused = false;
    },
  });
  return {
    connection,
    line,
    messages,
    heard,
    seen,
    doc,
    show: (client, clock, state) =>
      connection.receive(encodeAwareness([{ client, clock, state: JSON.stringify(state) }])),
    update: (update) => connection.receive(encodeSync(syncType.update, update)),
    step2: (update) => connection.receive(encodeSync(syncType.step2, update)),
    ask: () => connection.receive(encodeSync(syncType.step1, Y.encodeStateVector(doc))),
    last: <T extends Heard['type']>(type: T) =>
      heard.findLast((each): each is Heard & { readonly type: T } => each.type === type),
    leave,
  };
};

const see = (bytes: Uint8Array, seen: Map<number, unknown>): void => {
  const decoder = createDecoder(bytes);
  for (let count = readVarUint(decoder); count > 0; count--) {
    const client = readVarUint(decoder);
    readVarUint(decoder);
    const state: unknown = JSON.parse(readVarString(decoder));
    if (state === null) seen.delete(client);
    else seen.set(client, state);
  }
};

/** What stands in the WebSocket frame. */
const payloadOf = (message: Message): Uint8Array => {
  const frame = Buffer.concat(message.plain());
  const short = frame[1] ?? 0;
  return frame.subarray(short < 126 ? 2 : short === 126 ? 4 : 10);
};
