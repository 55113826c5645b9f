import { rightsOf } from '@lianxi/access';
import { ok } from '@lianxi/base';
import { type KindDefinition, kindDefinitions } from '@lianxi/documents';
import { bearerPrefix, subprotocol } from '@lianxi/protocol';
import {
  attach,
  type Background,
  createEngine,
  createForeground,
  createMux,
  createSocketLine,
  type Engine,
  type Gate,
  noMetrics,
  type RoomLog,
  systemScheduler,
} from '@lianxi/server';
import type { Faults } from '../faults.ts';
import type { Archive } from '../oracle/archive.ts';
import type { Promises } from '../oracle/promises.ts';
import { type Cast, type Person, partsOf } from '../people/cast.ts';
import type { Listener, Network } from '../world/network.ts';
import type { Process, World } from '../world/world.ts';
import type { Exchange } from './fan-out.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { RelayDisk } from './relay-disk.ts';
import { createServerSocket } from './server-socket.ts';

/** The machine that the relay runs on: the real engine and its real lines, over simulated connections and a simulated disk. */
export interface RelayHost {
  readonly isUp: boolean;
  start(): void;
  kill(): void;
  /** The process ends before its so-manieth step from now. */
  dieAfter(steps: number): void;
  /** The process ends at the next step like this one (points.ts); null: it does not. */
  dieAt(point: string | null): void;
  /** Another process folds a document's log while the relay runs; it may die at a step of its own. */
  compact(address: string, fatal: string | null): void;
  /** Another process takes a resident out of a register while the relay runs; it may die at a step of its own. */
  erase(address: string, resident: string, fatal: string | null): void;
  setClock(offset: number): void;
  /** Somebody's grants have changed. */
  rightsChanged(member: string): void;
}

export interface RelayHostParts {
  readonly name: string;
  readonly world: World;
  readonly network: Network;
  readonly disk: RelayDisk;
  readonly archive: Archive;
  readonly promises: Promises;
  readonly cast: Cast;
  readonly faults: Faults;
  readonly exchange: Exchange;
}

/** Small, so that readers that do not keep up are met in runs that are short. */
const limits = {
  buffered: 6_000,
  frames: { rate: 20_000, burst: 40_000 },
  bytes: { rate: 16 * 1024 * 1024, burst: 64 * 1024 * 1024 },
};

/** Small, so that logs are folded while people work on them, by the relay itself. */
const folding = {
  rows: 2,
  bytes: 1_000,
  pause: 0,
  bytesAtOnce: 4_000,
  rowsLeft: 1,
  bytesLeft: 500,
};

export const createRelayHost = (parts: RelayHostParts): RelayHost => {
  const { world, network, disk, cast, faults, exchange, name } = parts;
  const gate = createGate(cast);
  const luck = world.luckOf(`${name}'s background`);
  let process: Process | null = null;
  let engine: Engine | null = null;
  let clockOffset = 0;

  const start = () => {
    if (process?.isAlive) return;
    const life = world.createProcess(name);
    life.clockOffset = clockOffset;
    process = life;
    world.trace(name, 'starts');
    life.after(0, () => {
      const listeners = createListeners(parts);
      const log = listeners.logOf(disk.openLog(life));
      const begun = createEngine({
        log,
        fanOut: exchange.join(life),
        background: createBackground(life, log, luck),
        scheduler: systemScheduler,
        gate,
        metrics: noMetrics,
        report: (event) => world.trace(name, `reports ${event.type}`),
        refusals: { record: () => {} },
        isDiskFailure: () => false,
        onDiskFailure: () => {},
        kinds: kindsWith(faults),
        limits,
        folding,
      });
      engine = begun;
      const listener = listen(life, begun, gate, listeners, cast);
      network.listeners.add(listener);
      life.onDeath(() => network.listeners.delete(listener));
    });
  };

  return {
    get isUp() {
      return process?.isAlive === true;
    },
    start,
    kill: () => process?.kill(),
    dieAfter: (steps) => process?.dieAfter(steps),
    dieAt: (point) => process?.dieAt(point),
    compact: (address, fatal) => {
      const janitor = world.createProcess('janitor');
      janitor.dieAt(fatal);
      janitor.after(0, () => {
        const log = disk.openLog(janitor);
        const fold = async () => {
          const head = await log.find(partsOf(address).address);
          if (!head) return;
          const { type } = await createForeground(log).compact(head.room);
          world.trace('janitor', `${type} ${address}`);
        };
        // The disk may be full; the log then stays as it is.
        fold().catch(() => {});
      });
    },
    erase: (address, resident, fatal) => {
      const clerk = world.createProcess('clerk');
      clerk.dieAt(fatal);
      clerk.after(0, () => {
        const log = disk.openLog(clerk);
        const run = async () => {
          const head = await log.find(partsOf(address).address);
          if (!head) return;
          const documents = [{ room: head.room, kind: head.kind }];
          const { type } = await createForeground(log).erase({
            documents,
            residents: [resident],
            erasures: [],
            by: null,
          });
          world.trace('clerk', `${type} ${resident} in ${address}`);
        };
        run().catch(() => {});
      });
    },
    setClock: (offset) => {
      clockOffset = offset;
      if (process) process.clockOffset = offset;
    },
    rightsChanged: (member) => process?.after(0, () => engine?.rightsChanged(member)),
  };
};

/** Folds when it comes to it: others store and fold meanwhile. */
const createBackground = (process: Process, log: RoomLog, luck: () => number): Background => {
  const foreground = createForeground(log);
  return {
    ...foreground,
    compact: (room) =>
      new Promise((resolve, reject) => {
        process.after(luck() ** 2 * 2_000, () => foreground.compact(room).then(resolve, reject));
      }),
  };
};

/** `/sync` is one socket for all documents, `/sync/<address>` one for a single document. */
const listen = (process: Process, engine: Engine, gate: Gate, listeners: Listeners, cast: Cast): Listener => ({
  process,
  accept: (request, answer) => {
    const person = personOf(cast, request.protocols);
    const path = decodeURIComponent(new URL(request.url).pathname);
    if (!person) return answer(null);
    const principal = { member: person.member, name: person.name, session: person.member };
    if (path === '/sync') {
      answer({
        protocol: subprotocol,
        open: (end) => {
          const { ws, stream } = createServerSocket(end, subprotocol, listeners.ofMany(end, person.member));
          const report = () => {};
          createMux(ws, stream, principal, {
            engine,
            gate,
            scheduler: systemScheduler,
            limits,
            dropped: report,
            report,
          });
        },
      });
      return;
    }
    const address = path.replace('/sync/', '');
    void engine.admit(principal, partsOf(address)).then((admitted) => {
      if (!admitted.ok) return answer(null);
      answer({
        protocol: subprotocol,
        open: (end) => {
          const watcher = listeners.ofOne(end, person.member, address);
          const { ws, stream } = createServerSocket(end, subprotocol, watcher);
          const connection = admitted.value.enter(createSocketLine(ws, stream, systemScheduler));
          attach(connection, ws, stream, () => {});
        },
      });
    });
  },
});

const personOf = (cast: Cast, protocols: readonly string[]): Person | undefined => {
  const bearer = protocols.find((each) => each.startsWith(bearerPrefix))?.slice(bearerPrefix.length);
  return Object.values(cast).find(({ member }) => member === bearer);
};

const createGate = (cast: Cast): Gate => {
  const grantsOf = (member: string) => Object.values(cast).find((person) => person.member === member)?.grants ?? [];
  return {
    authenticate: () => ok({ member: '', name: '', session: '' }),
    isAlive: () => true,
    // Grants here have no ends, so that a clock that is wrong by years takes nobody's rights away.
    rightsFor: ({ member }, address) => rightsOf(grantsOf(member), address, 0),
    standingOf: ({ member }) => ({
      isCommittee: grantsOf(member).some(({ role }) => role === 'committee'),
      units: grantsOf(member).flatMap(({ role, on }) => (role === 'unit' || role === 'branch' ? [on] : [])),
    }),
  };
};

/** Rules with one of them taken out. */
const kindsWith = (faults: Faults): { readonly [kind: string]: KindDefinition } => {
  const missing = faults.hasNoStampRule ? 'stamp-of-another' : faults.hasNoEntryRule ? 'entry-is-final' : null;
  if (missing === null) return kindDefinitions;
  return Object.fromEntries(
    Object.entries(kindDefinitions).map(([kind, definition]) => {
      const { rules } = definition;
      const mayWrite: typeof rules.mayWrite = (write) => {
        const judged = rules.mayWrite(write);
        return !judged.ok && judged.error.rule === missing ? ok(undefined) : judged;
      };
      return [kind, { ...definition, rules: { ...rules, mayWrite } }];
    }),
  );
};
