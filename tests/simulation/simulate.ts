// First: it stands before everything that keeps a global.
import './world/globals.ts';
import { pick } from '@lianxi/documents/testing';
import { seedOf } from '@lianxi/server';
import type { Faults } from './faults.ts';
import { createArchive } from './oracle/archive.ts';
import { createDeeds } from './oracle/deeds.ts';
import { checkErased, createErasedRecords } from './oracle/erased.ts';
import { createEyes } from './oracle/eyes.ts';
import {
  checkBooks,
  checkBudget,
  checkConvergence,
  checkDeeds,
  checkDoubles,
  checkPromises,
  findUnsettled,
  generationsOf,
  isRenewedSince,
} from './oracle/final.ts';
import { createPromises } from './oracle/promises.ts';
import { addresses, createCast, type Person, partsOf, rightsTo } from './people/cast.ts';
import { createHostile } from './people/hostile.ts';
import { createPhone, type Phone } from './people/phone.ts';
import { createConsequences } from './relay/consequences.ts';
import { createExchange } from './relay/fan-out.ts';
import { createRelayDisk } from './relay/relay-disk.ts';
import { createRelayHost } from './relay/relay-host.ts';
import { createWeather } from './weather.ts';
import { realElapsed } from './world/globals.ts';
import { createNetwork } from './world/network.ts';
import { createWorld, type Failure, type World } from './world/world.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly faults?: Faults;
  /** Keeps every line of what happened; else only their hash. */
  readonly keepsLines?: boolean;
  /** The only invariants to be looked at, to see whether these find something by themselves. */
  readonly invariants?: readonly string[] | null;
}

export interface Outcome {
  readonly failure: Failure | null;
  readonly hash: string;
  readonly lines: readonly string[];
  readonly eventCount: number;
  readonly deedCount: number;
  readonly rowCount: number;
  /** Where in its ports the relay, or who folds its logs, died. */
  readonly deathsAt: ReadonlyMap<string, number>;
}

/** How long the weather lasts, and how long people then have until everything must be settled (ms). */
const stormy = 30_000;
const patience = 300_000;

/** One run: people work in bad weather, it clears up, everything settles; then everything is looked at. */
export const simulate = async ({ seed, faults = {}, keepsLines = false, invariants = null }: SimulationOptions) => {
  const world = createWorld({ seed, keepsLines, invariants });
  world.enter();
  try {
    return await live(world, faults);
  } finally {
    world.leave();
  }
};

const live = async (world: World, faults: Faults): Promise<Outcome> => {
  const luck = world.luckOf('scenario');
  const network = createNetwork(world);
  const disk = createRelayDisk(world, faults, () => createConsequences(faults));
  const erased = createErasedRecords();
  const archive = createArchive(world, disk, erased);
  const promises = createPromises();
  const deeds = createDeeds();
  const eyes = createEyes(world, archive, deeds);
  const cast = createCast();
  const exchange = createExchange(world);
  const names = luck() < 0.3 ? ['relay', 'relay2'] : ['relay'];
  const hosts = names.map((name) =>
    createRelayHost({ name, world, network, disk, archive, promises, cast, faults, exchange }),
  );

  const opened = shuffle(Object.values(addresses), luck).slice(0, 1 + Math.floor(luck() * 2));
  for (const address of opened) {
    const parts = partsOf(address);
    disk.create(parts.address, seedOf(parts, '开场', cast.secretary.member, 1));
  }
  const mayRead = (person: Person) => opened.filter((address) => rightsTo(person, address) !== 'none');
  const makePhone = (name: string, person: Person): Phone =>
    createPhone(name, { world, network, deeds, eyes, person, addresses: mayRead(person), faults });
  const honest = [cast.secretary, cast.branch, cast.unit, cast.grid].slice(0, 2 + Math.floor(luck() * 3));
  const phones = honest
    .filter((person) => mayRead(person).length > 0)
    .map((person) => makePhone(person.member, person));
  const hostile = createHostile(world, network, cast.hostile, mayRead(cast.hostile));
  const weather = createWeather({ world, phones, hosts, addresses: opened, relayDisk: disk, archive });

  const sometimes = (most: number, run: () => void) => {
    for (let count = Math.floor(luck() * most); count > 0; count--) world.after(luck() * stormy, run);
  };
  const act = () => {
    const phone = pick(phones, luck);
    phone?.act();
    // Trouble is worst where something is just on its way.
    if (phone && luck() < 0.15) world.after(luck() * 100, () => weather.strike(phone));
  };
  for (let count = 8; count > 0; count--) world.after(luck() * stormy, act);
  sometimes(25, act);
  if (faults.isNotAlone) world.after(realElapsed() % 1_000, () => world.trace('scenario', 'looks at the clock'));
  sometimes(9, () => {
    const phone = pick(phones, luck);
    if (phone) weather.strike(phone);
  });
  if (luck() < 0.5) sometimes(20, hostile.attack);
  if (opened.includes(addresses.register)) {
    const own = world.luckOf('erasing');
    for (let count = Math.floor(own() * 3); count > 0; count--) {
      world.after(own() * stormy, () => {
        const phone = pick(phones, own);
        if (phone) weather.erase(phone);
      });
    }
  }

  await world.run(stormy);
  weather.heal();
  const settle = async (people: readonly Phone[]) => {
    const hasSettled = await world.runUntil(() => findUnsettled(people) === null, world.now + patience);
    if (!hasSettled) world.fail('liveness', findUnsettled(people) ?? '');
  };
  // What the weather has begun it ends: somebody may write for two seconds yet.
  await world.run(Math.max(world.now + 2_500, weather.noticedAt));
  await settle(phones);
  // What lost a clash is noted beside the winner, by whoever hears of it first, and by others who have not heard of that yet: a relay
  // that missed the news of another looks within five seconds.
  await world.run(world.now + 8_000);
  const { rowCount } = archive;
  const generations = generationsOf(phones);
  // Nobody does anything: nothing new comes. (Of two values in one cell each device deletes the lesser by itself, and tells of
  // it when it connects the next time.)
  await world.run(world.now + 12_000);
  if (archive.rowCount !== rowCount) world.fail('liveness', `${archive.rowCount - rowCount} rows out of nothing`);
  if (isRenewedSince(generations, phones)) world.fail('liveness', 'documents are renewed and renewed');
  const unrest = findUnsettled(phones);
  if (unrest) world.fail('liveness', `settled, and not any more: ${unrest}`);
  checkConvergence(world, phones, archive);
  checkDeeds(world, phones, archive, deeds, erased);
  checkErased(world, phones, erased);
  checkDoubles(world, archive);
  checkPromises(world, archive, promises, deeds);
  checkBudget(world, archive);
  checkBooks(world, archive, disk);

  // The machine fails, every device is lost, and somebody comes with a new one.
  weather.end();
  for (const phone of phones) phone.losePower();
  for (const host of hosts) host.kill();
  disk.losePower();
  for (const host of hosts) host.start();
  const newcomer = makePhone('newcomer', cast.secretary);
  newcomer.openWindow();
  await settle([newcomer]);
  await world.run(world.now + 3_000);
  checkConvergence(world, [newcomer], archive);

  const { failure, hash, lines, eventCount, deathsAt } = world;
  return { failure, hash, lines, eventCount, deedCount: deeds.all.length, rowCount: archive.rowCount, deathsAt };
};

const shuffle = <T>(items: readonly T[], luck: () => number): readonly T[] =>
  items
    .map((item) => [luck(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
