import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { type Clock, ok, type Result, systemClock } from '@lianxi/base';
import { type Catalogue, createCatalogue } from './catalogue/index.ts';
import { createDemoPort } from './demo/index.ts';
import type { DemoPort } from './demo-port.ts';
import { createErasures } from './erasure/queue.ts';
import type { StartError } from './explain.ts';
import { createHall } from './hall/index.ts';
import {
  arrivalOf,
  barePolicy,
  createApp,
  createDenials,
  createGate,
  createPace,
  headersOfAll,
  type Origins,
  packSite,
  readSite,
} from './http/index.ts';
import { createIdentity, createTermWatch, type Identity, type Passphrases } from './identity/index.ts';
import { type Certificate, listen } from './listen.ts';
import { createLogger, type Logger } from './logger/index.ts';
import { keepSwept } from './media/index.ts';
import { createMetrics } from './metrics/index.ts';
import { createRelay } from './relay/index.ts';
import { createRobot, keepReminding, type RobotDesk } from './robot/index.ts';
import { readStatus } from './status.ts';
import {
  auditNow,
  createAuditLog,
  createIdentityStore,
  createNote,
  isDiskFailure,
  openStore,
  type Store,
  settleLedgers,
} from './store/index.ts';
import { version } from './version.ts';

/** Everything put together: one file, one port. `main.ts` starts it from the environment, tests from what they like. */
export interface House {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly store: Store;
  readonly identity: Identity;
  readonly catalogue: Catalogue;
  readonly demo: DemoPort | null;
  readonly robot: RobotDesk;
  readonly socketCount: number;
  /** Every route that is answered over HTTP, as it was declared. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /**
   * Resolves when the disk has failed: sockets are closed, nothing is accepted, and the process must end without asking
   * the disk for anything more.
   */
  readonly diskFailed: Promise<Error>;
  /** Takes no more and says no more, at once: what is stored is what the next start finds. */
  abandon(): void;
  /** Takes no more, lets what is in work finish, tells the sockets to come back, folds the log into the file. */
  stop(): Promise<void>;
}

export interface HouseOptions {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly origins?: Origins;
  /** Addresses of the proxies before it. */
  readonly proxies?: readonly string[];
  /** With one it answers by https and nothing else. */
  readonly certificate?: Certificate | null;
  readonly clock?: Clock;
  readonly siteFolder?: string;
  readonly robotOrigins?: readonly string[];
  readonly passphrases?: Passphrases;
  readonly log?: Logger;
}

const builtApp = join(import.meta.dirname, '..', '..', 'apps', 'web', 'build');

export const openHouse = async (options: HouseOptions): Promise<Result<House, StartError>> => {
  const { clock = systemClock, siteFolder = builtApp, log = createLogger('text') } = options;
  const { origins = [], proxies = [], certificate = null, robotOrigins = [] } = options;
  const position = { origins, proxies };
  const opened = openStore(options.dataFolder, clock);
  if (!opened.ok) return opened;
  const store = opened.value;
  settleLedgers(store, { isThorough: false });
  const identityStore = createIdentityStore(store);
  const identity = createIdentity({ store: identityStore, clock, ...pick(options.passphrases) });
  const catalogue = createCatalogue(store);
  const metrics = createMetrics(version, clock);
  const failure = Promise.withResolvers<Error>();
  const headersOf = (request: IncomingMessage) => headersOfAll(barePolicy, arrivalOf(request, position).isHttps);
  const denials = createDenials(
    async (events) => auditNow(store.sqlite, events),
    (cause) => {
      if (cause instanceof Error && isDiskFailure(cause)) onDiskFailure(cause);
    },
    clock,
  );
  const relay = createRelay({
    store,
    gate: createGate(identity, position, clock),
    headersOf,
    onRefused: denials.record,
    metrics: metrics.relay,
    log,
    onDiskFailure: failure.resolve,
  });
  const onDiskFailure = (cause: Error): void => {
    relay.abandon();
    failure.resolve(cause);
  };
  metrics.watch(() => ({
    sockets: relay.socketCount,
    lines: relay.connectionCount,
    rooms: relay.roomCount,
    queued: relay.queuedCount,
  }));
  const demo = createDemoPort(store, relay.rightsChanged);
  const erasures = createErasures({ store, people: identity.store, erase: relay.erase });
  const hall = createHall({ store, identityStore, clock });
  const robot = createRobot({ store, clock, log, allowed: robotOrigins, origin: origins[0] ?? null });
  let addresses: readonly string[] = [];
  const site = readSite(siteFolder);
  const app = createApp(
    {
      identity,
      rightsChanged: relay.rightsChanged,
      store,
      catalogue,
      erasures,
      demo,
      hall,
      robot,
      addresses: () => addresses,
      auditLog: createAuditLog(store),
      note: createNote(store),
      denials,
      pace: createPace(clock),
      clock,
      origins,
      version,
      metrics,
      readStatus: () => readStatus(store, metrics, version),
      log,
      onDiskFailure,
    },
    site,
  );

  const listening = await listen({
    host: options.host,
    port: options.port,
    certificate,
    fetch: (request, env) => {
      const bindings = env as HttpBindings;
      return app.fetch(request, { ...bindings, ...arrivalOf(bindings.incoming, position) });
    },
    upgrade: relay.handleUpgrade,
    headersOfBroken: headersOfAll(barePolicy, certificate !== null),
    log,
  });
  if (!listening.ok) {
    await denials.close();
    await relay.close();
    metrics.close();
    store.close();
    return listening;
  }
  addresses = listening.value.addresses;
  void relay.rehearse();
  const scrubs = keepScrubbed(relay.scrub, onDiskFailure);
  const stopSweeping = keepSwept(store, (cause) => {
    if (isDiskFailure(cause)) onDiskFailure(cause);
  });
  const stopReminding = keepReminding(robot, (cause) => {
    if (isDiskFailure(cause)) onDiskFailure(cause);
  });
  const terms = watchTerms(identity, clock, relay.rightsChanged, onDiskFailure);
  void failure.promise.then(() => {
    clearInterval(terms);
    clearInterval(scrubs);
    stopSweeping();
    stopReminding();
  });
  let isStopped = false;
  const packed = packSite(site, () => isStopped);
  if (!identity.isFirstRun()) catalogue.ensureDirectory(identityStore.readSetting('community_name') ?? '');
  return ok({
    port: listening.value.port,
    addresses: listening.value.addresses,
    store,
    identity,
    catalogue,
    demo,
    robot,
    diskFailed: failure.promise,
    abandon: relay.abandon,
    get socketCount() {
      return relay.socketCount;
    },
    routes: app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => ({ method, path })),
    stop: async () => {
      isStopped = true;
      stopSweeping();
      stopReminding();
      clearInterval(terms);
      clearInterval(scrubs);
      const closed = listening.value.close();
      await relay.close();
      await closed;
      await packed;
      await denials.close();
      metrics.close();
      store.close();
    },
  });
};

/** How often it is asked whose roles or sessions have begun or ended by themselves (ms). */
const termsEvery = 250;

const watchTerms = (
  { store }: Identity,
  clock: Clock,
  changed: (member: string | null) => void,
  onDiskFailure: (cause: Error) => void,
): NodeJS.Timeout => {
  const look = createTermWatch(store, clock, changed);
  return setInterval(() => {
    try {
      look();
    } catch (cause) {
      // Another process may hold the file for longer than there is patience; what was due is due the next time.
      if (cause instanceof Error && isDiskFailure(cause)) onDiskFailure(cause);
    }
  }, termsEvery).unref();
};

/** How often it is tried again where somebody read the file while an erasure was to be scrubbed from it (ms). */
const scrubEvery = 60_000;

/** What an erasure had left to do when the process ended is done at the next start. */
const keepScrubbed = (scrub: () => Promise<void>, onDiskFailure: (cause: Error) => void): NodeJS.Timeout => {
  const run = (): void => {
    scrub().catch((cause: unknown) => {
      if (cause instanceof Error && isDiskFailure(cause)) onDiskFailure(cause);
    });
  };
  run();
  return setInterval(run, scrubEvery).unref();
};

const pick = (passphrases: Passphrases | undefined) => (passphrases ? { passphrases } : {});
