import { pick } from '@lianxi/documents/testing';
import type { Archive } from './oracle/archive.ts';
import { type Person, partsOf } from './people/cast.ts';
import type { Phone } from './people/phone.ts';
import { points } from './points.ts';
import type { RelayDisk } from './relay/relay-disk.ts';
import type { RelayHost } from './relay/relay-host.ts';
import type { World } from './world/world.ts';

/** What goes wrong from outside, each once in a while. Everything ends with `heal`. */
export interface Weather {
  /** Something happens, to this phone where it is one's own. */
  strike(phone: Phone): void;
  /** Somebody is erased from the register. */
  erase(phone: Phone): void;
  /** Links, disks and the relay are well again, for good, and every phone has a window open. */
  heal(): void;
  /** Nobody opens or starts anything any more. */
  end(): void;
  /** By then whoever was left with a dead connection has noticed it. */
  readonly noticedAt: number;
}

interface Struck {
  readonly world: World;
  readonly phones: readonly Phone[];
  readonly hosts: readonly RelayHost[];
  readonly addresses: readonly string[];
  readonly relayDisk: RelayDisk;
  readonly archive: Archive;
}

export const createWeather = (struck: Struck): Weather => {
  const { world, phones, hosts, relayDisk } = struck;
  const luck = world.luckOf('weather');
  let noticedAt = 0;
  /** Who has lost grants, and which. */
  const taken = new Map<Person, Person['grants']>();
  const strikes = Object.entries({
    ...createStrikes(struck, luck, taken),
    leavesHalfOpen: (phone: Phone) => {
      phone.link.halfOpen();
      noticedAt = Math.max(noticedAt, world.now + watchdog);
    },
  });
  const erase = createErasing(struck, world.luckOf('erasure'));
  let isOver = false;
  let hasEnded = false;

  /** People open what was closed, and somebody starts the relay again. */
  const tend = () => {
    if (hasEnded) return;
    for (const phone of phones) if (phone.windows.length === 0 && luck() < (isOver ? 1 : 0.3)) phone.openWindow();
    for (const host of hosts) if (!host.isUp && luck() < (isOver ? 1 : 0.4)) host.start();
    world.after(isOver ? 200 : 1_500, tend);
  };
  world.after(0, () => {
    for (const host of hosts) host.start();
    for (const phone of phones) world.after(luck() * 1_500, phone.openWindow);
    world.after(2_000, tend);
  });

  return {
    get noticedAt() {
      return noticedAt;
    },
    end: () => {
      hasEnded = true;
    },
    erase: (phone) => {
      if (isOver) return;
      erase(phone);
      // The relay looks every five seconds whether somebody else has rebuilt something.
      noticedAt = Math.max(noticedAt, world.now + 8_000);
    },
    strike: (phone) => {
      const [name, strike] = pick(strikes, luck) ?? [];
      if (isOver || !strike) return;
      world.trace('weather', `${name} ${phone.name}`);
      strike(phone);
    },
    heal: () => {
      world.trace('weather', 'heals');
      isOver = true;
      // What has not come back by now never will.
      taken.clear();
      relayDisk.isFailing = false;
      // Nobody dies of old wounds.
      for (const host of hosts) {
        host.dieAfter(Number.POSITIVE_INFINITY);
        host.dieAt(null);
      }
      for (const phone of phones) {
        for (const { process } of phone.windows) process.dieAfter(Number.POSITIVE_INFINITY);
        phone.disk.isFull = false;
        phone.link.isStalled = false;
        phone.link.slowness = 1;
        phone.link.isUp = true;
        phone.goOnline();
      }
    },
  };
};

/** A client that hears nothing gives the connection up ([WR7]): after 120 s at the latest, and it looks every 15 s. */
const watchdog = 136_000;
const decade = 10 * 365 * 86_400_000;

/** While devices are away that have edits of theirs, and of others. */
const createErasing =
  ({ world, hosts, addresses, archive }: Struck, luck: () => number) =>
  (phone: Phone): void => {
    const address = addresses.find((each) => each.startsWith('register/'));
    const residents = address ? [...archive.docOf(address).getMap('residents').keys()] : [];
    const resident = pick(
      residents.filter((key) => !key.includes('/')),
      luck,
    );
    if (!address || resident === undefined) return;
    world.trace('weather', `erases ${resident}`);
    phone.goOffline();
    for (const delay of [0, 200, 400]) world.after(delay, phone.act);
    world.after(luck() * 10_000, phone.goOnline);
    const fatal = luck() < 0.3 ? pick(['before rebuild', 'during rebuild'], luck) : null;
    world.after(luck() * 500, () => pick(hosts, luck)?.erase(address, resident, fatal ?? null));
  };

const createStrikes = (
  { world, hosts, addresses, relayDisk }: Struck,
  luck: () => number,
  taken: Map<Person, Person['grants']>,
) => {
  const host = () => pick(hosts, luck);
  const grant = (person: Person, grants: Person['grants']) => {
    person.grants = grants;
    for (const each of hosts) each.rightsChanged(person.member);
  };
  const giveBack = (person: Person) => {
    const grants = taken.get(person);
    taken.delete(person);
    if (grants) grant(person, grants);
  };
  const losePower = () => {
    for (const each of hosts) each.kill();
    relayDisk.losePower();
  };
  const aWhile = () => 200 + luck() * luck() * 15_000;
  return {
    cutsTheLinesOf: (phone: Phone) => phone.link.cut(),
    isolates: (phone: Phone) => {
      phone.link.isUp = false;
      world.after(aWhile(), () => {
        if (luck() < 0.5) phone.link.cut();
        phone.link.isUp = true;
      });
    },
    slows: (phone: Phone) => {
      phone.link.slowness = 20;
      world.after(aWhile(), () => {
        phone.link.slowness = 1;
      });
    },
    stalls: (phone: Phone) => {
      phone.link.isStalled = true;
      world.after(aWhile(), () => {
        phone.link.isStalled = false;
      });
    },
    takesOffline: (phone: Phone) => {
      phone.goOffline();
      world.after(aWhile(), phone.goOnline);
    },
    killsAWindowOf: (phone: Phone) => phone.killWindow(Math.floor(luck() * 12)),
    opensAnotherWindowOf: (phone: Phone) => {
      if (phone.windows.length < 2) phone.openWindow();
    },
    cutsThePowerOf: (phone: Phone) => phone.losePower(),
    /** Work in a tunnel, and an empty battery. */
    endsInATunnel: (phone: Phone) => {
      phone.goOffline();
      phone.act();
      world.after(luck() * 1_000, phone.act);
      world.after(500 + luck() * 1_000, () => {
        phone.losePower();
        phone.goOnline();
      });
    },
    /** The last thing written is on its way when the battery fails; work goes on from what the disk kept, before there is a line. */
    wakesInATunnel: (phone: Phone) => {
      phone.act();
      world.after(luck() * 25, () => {
        phone.losePower();
        world.after(100, () => {
          phone.link.isUp = false;
          phone.openWindow();
        });
      });
      for (const delay of [600, 900, 1_200]) world.after(delay, phone.act);
      world.after(2_000, () => {
        phone.link.isUp = true;
      });
    },
    evictsTheStorageOf: (phone: Phone) => phone.evict(),
    fillsTheDiskOf: (phone: Phone) => {
      phone.disk.isFull = true;
      world.after(aWhile(), () => {
        phone.disk.isFull = false;
      });
    },
    turnsTheClockOf: (phone: Phone) => phone.setClock((luck() * 2 - 1) * decade),
    turnsTheRelaysClock: () => host()?.setClock((luck() * 2 - 1) * decade),
    killsTheRelay: () => host()?.dieAfter(Math.floor(luck() * 10)),
    /** The relay ends at one of the places where it can; and something happens that leads there. */
    killsTheRelayAtAStep: (phone: Phone) => {
      const [struck, address] = [host(), pick(addresses, luck)];
      struck?.dieAt(pick(points, luck) ?? null);
      if (address && luck() < 0.5) struck?.compact(address, null);
      struck?.rightsChanged(phone.person.member);
      world.after(luck() * 300, phone.act);
      world.after(luck() * 600, phone.link.cut);
    },
    killsTheRelayNow: () => host()?.kill(),
    cutsTheRelaysPower: losePower,
    /** The worst night: the relay's machine and one device fail together, and the device loses everything. */
    strikesTwice: (phone: Phone) => {
      losePower();
      phone.losePower();
      phone.evict();
    },
    /** Somebody's grants go, all or to what may only be read. They may come back before the weather ends. */
    takesTheRightsOf: ({ person }: Phone) => {
      const { grants } = person;
      if (grants.length === 0 || taken.has(person)) return;
      taken.set(person, grants);
      grant(person, luck() < 0.5 ? [] : grants.map((each) => ({ ...each, role: 'street' as const })));
      if (luck() < 0.5) world.after(aWhile(), () => giveBack(person));
    },
    sealsADocument: () => {
      const address = pick(addresses, luck);
      if (address?.startsWith('minutes/') && luck() < 0.5) relayDisk.seal(partsOf(address).address, 1);
    },
    foldsALog: () => {
      const address = pick(addresses, luck);
      if (address) host()?.compact(address, luck() < 0.5 ? (pick(points, luck) ?? null) : null);
    },
    failsTheRelaysDisk: () => {
      relayDisk.isFailing = true;
      world.after(luck() * 3_000, () => {
        relayDisk.isFailing = false;
      });
    },
  };
};
