import { createSeededNumbers } from '@lianxi/base';
import { type BrowserGlobal, type Host, nextTurn, setHost, type TimerHandle } from './globals.ts';

/**
 * Virtual time. One thing happens at a time, in the order of (time, the order in which it was asked for); between two of
 * them every microtask runs. Nothing else decides anything: the same seed gives the same run, which `hash` shows.
 */
export interface World {
  /** Milliseconds since the world began. */
  readonly now: number;
  readonly eventCount: number;
  /** Over every event and every traced line. */
  readonly hash: string;
  readonly lines: readonly string[];
  /** What a violated invariant said, the first one only. */
  readonly failure: Failure | null;
  /** Where processes died: `before append`, `during append`; how often. Only steps that have a name. */
  readonly deathsAt: ReadonlyMap<string, number>;
  createProcess(name: string, globals?: Partial<Record<BrowserGlobal, unknown>>): Process;
  /** Something that happens to the world itself: the weather, not a program. */
  after(delay: number, run: () => void): void;
  trace(who: string, what: string): void;
  fail(invariant: string, detail: string): void;
  /** From here on everything that is called is in this world; there is one at a time. */
  enter(): void;
  leave(): void;
  /** Runs until nothing is left, the time is up, or something failed. */
  run(until: number): Promise<void>;
  /** Runs till the condition holds; false when the time was up first. */
  runUntil(condition: () => boolean, until: number): Promise<boolean>;
  /** A source of luck of its own for everything of this name, so that one more throw here changes nothing there. */
  luckOf(name: string): () => number;
}

/** A program that runs somewhere: a window, the relay. It can die at any moment, with whatever it was about to do. */
export interface Process {
  readonly name: string;
  readonly isAlive: boolean;
  readonly globals: Partial<Record<BrowserGlobal, unknown>>;
  /** How wrong its clock is, in ms. */
  clockOffset: number;
  /** Lets the process do something after a while, unless it has died by then. */
  after(delay: number, run: () => void): void;
  /** Every step that is seen outside asks first: false means that the process is dead and nothing happens. */
  mayAct(step?: string): boolean;
  /** It has asked for something and awaits the answer, until what is returned is called. */
  awaits(step: string): () => void;
  /** It dies before its so-manieth step from now, in the middle of whatever it is doing. */
  dieAfter(steps: number): void;
  /** It dies at the next named step like this one: `before append`, `during append`. null: not of that. */
  dieAt(point: string | null): void;
  kill(): void;
  /** At once, where it has died already. */
  onDeath(run: () => void): void;
}

export interface Failure {
  readonly invariant: string;
  readonly detail: string;
  readonly at: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly keepsLines: boolean;
  /** Only these are looked at; null: all. */
  readonly invariants: readonly string[] | null;
}

/** 2026-09-01T08:00 in Beijing. */
const dawn = Date.UTC(2026, 8, 1, 0, 0, 0);
/** Beyond this a run is taken to be endless. */
const mostEvents = 400_000;

interface Event {
  readonly time: number;
  readonly order: number;
  readonly process: Process | null;
  readonly run: () => void;
  isCancelled: boolean;
}

export const createWorld = ({ seed, keepsLines, invariants }: WorldOptions): World => {
  const queue = createQueue();
  let now = 0;
  let order = 0;
  let eventCount = 0;
  let running: Process | null = null;
  let failure: Failure | null = null;
  let digest = 0x811c9dc5;
  const lines: string[] = [];
  const deathsAt = new Map<string, number>();
  const died = (point: string) => void deathsAt.set(point, (deathsAt.get(point) ?? 0) + 1);

  const mix = (value: number) => {
    digest = Math.imul(digest ^ (value | 0), 0x01000193) >>> 0;
    digest = ((digest << 7) | (digest >>> 25)) >>> 0;
  };
  const schedule = (delay: number, process: Process | null, run: () => void): Event => {
    const event = { time: now + Math.max(0, delay), order: order++, process, run, isCancelled: false };
    queue.push(event);
    return event;
  };
  const trace = (who: string, what: string) => {
    const line = `${now.toFixed(1).padStart(10)}  ${who.padEnd(10)} ${what}`;
    for (let index = 0; index < line.length; index++) mix(line.charCodeAt(index));
    if (keepsLines) lines.push(line);
  };
  const fail = (invariant: string, detail: string) => {
    if (failure || (invariants && !invariants.includes(invariant))) return;
    failure = { invariant, detail, at: now };
    trace('', `VIOLATED ${invariant}: ${detail}`);
  };
  const luckOf = (name: string) => createSeededNumbers(hashOf(name, seed));
  const ownLuck = luckOf('world');
  const lucks = new Map<Process, () => number>();

  const host: Host = {
    now: () => dawn + Math.floor(now) + (running?.clockOffset ?? 0),
    elapsed: () => now,
    luck: () => (running ? (lucks.get(running) ?? ownLuck)() : ownLuck()),
    find: (name) => running?.globals[name],
    setTimer: (run, delay, every) => {
      const owner = running;
      let event: Event;
      const again = () => {
        if (every !== null) event = schedule(every, owner, again);
        run();
      };
      event = schedule(delay, owner, again);
      const handle: TimerHandle & { cancel(): void } = {
        ref: () => handle,
        unref: () => handle,
        hasRef: () => true,
        [Symbol.toPrimitive]: () => event.order,
        cancel: () => {
          event.isCancelled = true;
          // Also from within its own turn, when the next one is planned already.
          run = () => {};
          every = null;
        },
      };
      return handle;
    },
    clearTimer: (handle) => {
      if (typeof handle === 'object' && handle !== null && 'cancel' in handle) (handle as { cancel(): void }).cancel();
    },
  };

  const incarnations = new Map<string, number>();
  const createProcess: World['createProcess'] = (name, globals = {}) => {
    const incarnation = (incarnations.get(name) ?? 0) + 1;
    incarnations.set(name, incarnation);
    const deaths: (() => void)[] = [];
    const awaited = new Set<{ readonly step: string }>();
    let isAlive = true;
    let stepsLeft = Number.POSITIVE_INFINITY;
    let fatal: string | null = null;
    const process: Process = {
      name,
      globals,
      clockOffset: 0,
      get isAlive() {
        return isAlive;
      },
      after: (delay, run) => void schedule(delay, process, run),
      mayAct: (step) => {
        const point = `before ${step}`;
        if (isAlive && (--stepsLeft < 0 || point === fatal)) {
          if (step) died(point);
          process.kill();
        }
        return isAlive;
      },
      awaits: (step) => {
        const asked = { step };
        if (isAlive) awaited.add(asked);
        if (fatal === `during ${step}`) schedule(0, null, () => awaited.has(asked) && process.kill());
        return () => void awaited.delete(asked);
      },
      dieAfter: (steps) => {
        stepsLeft = steps;
      },
      dieAt: (point) => {
        fatal = point;
      },
      kill: () => {
        if (!isAlive) return;
        isAlive = false;
        trace(name, 'dies');
        for (const { step } of awaited) died(`during ${step}`);
        for (const death of deaths) death();
      },
      onDeath: (run) => {
        if (isAlive) deaths.push(run);
        else run();
      },
    };
    lucks.set(process, luckOf(`${name} ${incarnation}`));
    return process;
  };

  /** What a process still throws that has died in the middle of this turn is heard by nobody. */
  const complain = (process: Process | null, cause: unknown) => {
    if (process?.isAlive !== false) fail('no-exception', `${process?.name ?? 'world'}: ${textOf(cause)}`);
  };
  const turn = (event: Event) => {
    now = Math.max(now, event.time);
    if (event.isCancelled || event.process?.isAlive === false) return;
    eventCount++;
    mix(event.order);
    running = event.process;
    try {
      event.run();
    } catch (cause) {
      complain(event.process, cause);
    }
  };

  const runUntil = (condition: () => boolean, until: number): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (result: boolean) => {
        running = null;
        resolve(result);
      };
      const step = () => {
        running = null;
        if (eventCount > mostEvents) fail('liveness', `${mostEvents} events and no end`);
        if (failure) return end(false);
        if (condition()) return end(true);
        const next = queue.peek();
        if (!next || next.time > until) {
          now = Math.max(now, Math.min(until, next?.time ?? until));
          return end(false);
        }
        queue.pop();
        turn(next);
        nextTurn(step);
      };
      nextTurn(step);
    });

  const onRejection = (cause: unknown) => {
    // A disk that fails is said through the disk's own events; that a library leaves its promise unheard harms nobody.
    const error = errorOf(cause);
    if (error && /QuotaExceededError|AbortError|InvalidStateError/.test(error.message)) return;
    complain(running, cause);
  };

  return {
    get now() {
      return now;
    },
    get eventCount() {
      return eventCount;
    },
    get hash() {
      return digest.toString(16).padStart(8, '0');
    },
    get failure() {
      return failure;
    },
    lines,
    deathsAt,
    createProcess,
    after: (delay, run) => void schedule(delay, null, run),
    trace,
    fail,
    luckOf,
    enter: () => {
      setHost(host);
      process.on('unhandledRejection', onRejection);
    },
    leave: () => {
      setHost(null);
      process.off('unhandledRejection', onRejection);
    },
    run: async (until) => {
      await runUntil(() => false, until);
    },
    runUntil,
  };
};

/** lib0 rejects with the error of a request or, where it walks over keys, with the event that tells of it. */
const errorOf = (cause: unknown): Error | null => {
  if (cause instanceof Error) return cause;
  const { error } = (cause as { target?: { error?: unknown } } | null)?.target ?? {};
  return error instanceof Error ? error : null;
};

const textOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

const hashOf = (text: string, seed: number): number => {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
};

/** A binary heap by (time, order). */
const createQueue = () => {
  const heap: Event[] = [];
  const isBefore = (one: Event, other: Event) =>
    one.time < other.time || (one.time === other.time && one.order < other.order);
  const swap = (one: number, other: number) => {
    const held = heap[one] as Event;
    heap[one] = heap[other] as Event;
    heap[other] = held;
  };
  return {
    peek: () => heap[0],
    push: (event: Event) => {
      heap.push(event);
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(heap[at] as Event, heap[parent] as Event)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || !last) return first;
      heap[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const right = left + 1;
        let least = at;
        if (left < heap.length && isBefore(heap[left] as Event, heap[least] as Event)) least = left;
        if (right < heap.length && isBefore(heap[right] as Event, heap[least] as Event)) least = right;
        if (least === at) break;
        swap(at, least);
        at = least;
      }
      return first;
    },
  };
};
