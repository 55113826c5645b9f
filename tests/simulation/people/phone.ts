import { clashOrigin, createAuthor, keepClashes, kindDefinitions } from '@lianxi/documents';
import { pick } from '@lianxi/documents/testing';
import { type Device, type OpenDocument, openDevice } from '@lianxi/sync';
import { type Unsealing, unsealingOf } from '@lianxi/sync/testing';
import type * as Y from 'yjs';
import type { Faults } from '../faults.ts';
import { wordsIn } from '../oracle/archive.ts';
import type { Deeds } from '../oracle/deeds.ts';
import type { Eyes } from '../oracle/eyes.ts';
import { createDeviceDisk, type DeviceDisk } from '../world/device-disk.ts';
import { createBrowser, keyRanges } from '../world/indexed-db.ts';
import type { Link, Network } from '../world/network.ts';
import { createDeviceWindows } from '../world/windows.ts';
import type { Process, World } from '../world/world.ts';
import { actsOf } from './acts.ts';
import { type Kind, type Person, partsOf, rightsTo } from './cast.ts';
import { faultySocket } from './faulty-socket.ts';

/** An honest person's device: a disk, a link, and windows of the app that come and go on it. */
export interface Phone {
  readonly name: string;
  readonly person: Person;
  readonly link: Link;
  readonly disk: DeviceDisk;
  /** Null where the device seals nothing. */
  readonly unsealing: Unsealing | null;
  readonly windows: readonly Window[];
  openWindow(): void;
  /** A window ends without a word, now or in the middle of what it does next. */
  killWindow(steps: number): void;
  /** The device loses its power. */
  losePower(): void;
  evict(): void;
  /** The person does something in one of the documents. */
  act(): void;
  setClock(offset: number): void;
  goOffline(): void;
  goOnline(): void;
}

export interface Window {
  readonly number: number;
  readonly process: Process;
  readonly device: Device;
  readonly documents: ReadonlyMap<string, OpenDocument>;
}

export interface PhoneParts {
  readonly world: World;
  readonly network: Network;
  readonly deeds: Deeds;
  readonly eyes: Eyes;
  readonly person: Person;
  readonly addresses: readonly string[];
  readonly faults: Faults;
}

/** Until when devices are locked, and for how long at most (ms): all are open again when the weather clears up. */
const lockable = 20_000;
const lockedFor = 8_000;

export const createPhone = (name: string, parts: PhoneParts): Phone => {
  const { world, network, deeds, eyes, person, addresses, faults } = parts;
  const luck = world.luckOf(`phone ${name}`);
  const link = network.openLink(name);
  const disk = createDeviceDisk(world, name, {
    lies: faults.diskLies ?? false,
    drops: faults.forgetsRefusals ? 'refusals' : null,
  });
  const browser = createBrowser(world, name, disk);
  const shared = createDeviceWindows(world, name);
  /** Some people's devices seal registers, and are locked now and then. */
  const lockLuck = world.luckOf(`lock ${name}`);
  const key = lockLuck() < 0.3 ? Uint8Array.from({ length: 32 }, () => Math.floor(lockLuck() * 256)) : null;
  const isSealed = (address: string) => partsOf(address).kind === 'register';
  const lockNowAndThen = (process: Process, device: Device, opensWith: Uint8Array) => {
    void device.unlock(opensWith);
    for (let count = Math.floor(lockLuck() * 3); count > 0; count--) {
      process.after(lockLuck() * lockable, () => {
        if (world.now > lockable) return;
        world.trace(process.name, 'locks');
        void device.lock();
        process.after(lockLuck() * lockedFor, () => void device.unlock(opensWith));
      });
    }
  };
  let windows: Window[] = [];
  let count = 0;
  let clockOffset = 0;
  let isOpening = false;

  const attach = (window: number, process: Process) => (address: string, doc: Y.Doc) => {
    const author = createAuthor(person.member);
    if (faults.hasStableClientId) doc.clientID = stableId(name, address);
    const tables = kindDefinitions[partsOf(address).kind]?.tables ?? [];
    const stops = tables.map((table) => keepClashes(doc.getMap(table.name), author));
    const onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      eyes.sees(name, address, update);
      if (!transaction.local || origin === clashOrigin) return;
      const there = wordsIn(update);
      const words = drawn.filter((word) => there.includes(word));
      const rows = rowsTouched(transaction);
      deeds.add({ words, address, phone: name, window, at: world.now, update, rows, evictions: disk.evictions });
      world.trace(process.name, `writes ${words.join(' ') || '…'} in ${partsOf(address).kind}`);
    };
    if (faults.typesAgain) typeAgain(process, address, doc);
    doc.on('update', onUpdate);
    doc.on('afterTransaction', eyes.seesDeletion);
    return () => {
      for (const stop of stops) stop();
      doc.off('update', onUpdate);
      doc.off('afterTransaction', eyes.seesDeletion);
    };
  };
  let drawn: string[] = [];
  /** What the person may do, as far as this device has been told. */
  const known = new Map(addresses.map((address) => [address, rightsTo(person, address)]));

  /** For whoever reads the trace. */
  const signs = new Map<string, string>();
  const tellSign = (process: Process, address: string, { state, receipt }: OpenDocument) => {
    const { made, received, waiting, refused } = receipt;
    const sign = `${made} made, ${received} received, ${waiting} wait, ${refused.length} refused; ${state.readOnly ?? 'open'}, generation ${state.generation}`;
    const key = `${process.name} ${address}`;
    if (signs.get(key) === sign) return;
    signs.set(key, sign);
    world.trace(process.name, `${partsOf(address).kind}: ${sign}`);
  };

  /** The fault: what was typed last is put into the next document of the same place once more. */
  const lastTyped = new Map<string, string>();
  const typeAgain = (process: Process, address: string, doc: Y.Doc) => {
    const again = lastTyped.get(address);
    if (again) process.after(3_000, () => doc.getText('text').insert(0, again));
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      const [word] = wordsIn(update);
      if (local && word && doc.getText('text').toString().includes(word)) lastTyped.set(address, word);
    });
  };

  const openWindow = () => {
    isOpening = true;
    const number = ++count;
    const process = world.createProcess(`${name}.${number}`);
    Object.assign(process.globals, {
      indexedDB: browser.open(process),
      IDBKeyRange: keyRanges,
      navigator: shared.navigatorOf(process),
      BroadcastChannel: shared.channelOf(process),
    });
    process.clockOffset = clockOffset;
    world.trace(process.name, 'opens');
    process.after(0, () => {
      isOpening = false;
      const device = openDevice({
        member: person.member,
        server: 'ws://relay/sync',
        bearer: person.member,
        WebSocket: faultySocket(link.socketClass(process), faults),
        supportedVersion: (address) => kindDefinitions[partsOf(address).kind]?.version ?? 1,
        originKind: (origin) => (origin === clashOrigin ? 'note' : typeof origin === 'symbol' ? 'act' : 'typing'),
        attach: attach(number, process),
        rights: (address) => known.get(address) ?? 'write',
        linger: 0,
        ...(key ? { isSealed } : {}),
      });
      if (key) lockNowAndThen(process, device, key);
      const documents = new Map<string, OpenDocument>();
      const open = (address: string) => {
        const document = device.open(address);
        documents.set(address, document);
        document.subscribe(() => {
          if (!process.isAlive || documents.get(address) !== document) return;
          const { isStoring, disk: diskState } = document.state;
          if (!isStoring && diskState === 'loaded') {
            for (const deed of deeds.of(name, address)) {
              if (deed.window === number && deed.evictions === disk.evictions) deed.isStored = true;
            }
          }
          eyes.hears(name, address, document);
          tellSign(process, address, document);
        });
      };
      for (const address of addresses) open(address);
      // As the app does: it asks now and then what there is, takes away what has gone and opens anew what was given back.
      const refresh = () => {
        for (const [address, document] of documents) {
          if (link.isUp) known.set(address, rightsTo(person, address));
          const mayRead = known.get(address) !== 'none';
          const isGone = document.state.readOnly === 'gone';
          if (!mayRead && !isGone) void device.withdraw(address);
          if (!mayRead || !isGone) continue;
          document.release();
          open(address);
        }
        process.after(5_000, refresh);
      };
      process.after(5_000, refresh);
      windows.push({ number, process, device, documents });
    });
    process.onDeath(() => {
      isOpening = false;
      windows = windows.filter((window) => window.number !== number);
      for (const deed of deeds.all) {
        if (deed.phone === name && deed.window === number && !deed.isStored) deed.isLost = true;
      }
    });
  };

  return {
    name,
    person,
    link,
    disk,
    unsealing: key && unsealingOf(person.member, key),
    get windows() {
      return windows;
    },
    openWindow: () => {
      if (!isOpening) openWindow();
    },
    killWindow: (steps) => pick(windows, luck)?.process.dieAfter(steps),
    losePower: () => {
      for (const { process } of [...windows]) process.kill();
      disk.losePower();
    },
    evict: () => {
      disk.evict();
      // What was put aside stood on the disk, and that was cleared by whoever may.
      const receipts = windows.flatMap(({ documents }) => [...documents.values()].map(({ receipt }) => receipt));
      const aside = receipts.flatMap(({ refused }) => refused.map(({ text }) => text)).join('\n');
      for (const deed of deeds.all) {
        if (deed.phone !== name) continue;
        deed.isStored = false;
        const window = windows.find(({ number }) => number === deed.window);
        // A window that is locked keeps nothing of what is sealed: then the disk was all there was.
        const isOver = !window || window.documents.get(deed.address)?.state.readOnly === 'locked';
        if (isOver || deed.words.some((word) => aside.includes(word))) deed.isLost = true;
      }
    },
    act: () => {
      const window = pick(windows, luck);
      const address = pick(addresses, luck);
      const document = address === undefined ? undefined : window?.documents.get(address);
      if (!window || !address || !document) return;
      window.process.after(0, () => {
        const { readOnly } = document.state;
        // A form that was still open when writing ended is rare, but there are such.
        const isLate = readOnly === 'rights' || readOnly === 'sealed' || readOnly === 'renewing';
        if (readOnly !== null && !(isLate && luck() < 0.1)) return;
        const act = pick(actsOf(partsOf(address).kind as Kind, person), luck);
        drawn = [];
        act?.({
          index: 0,
          doc: document.doc,
          author: createAuthor(person.member),
          chance: luck,
          word: () => {
            const word = deeds.nextWord();
            drawn.push(word);
            return word;
          },
        });
        drawn = [];
        // Where one is at work is shown to the others.
        if (luck() < 0.3) document.awareness.setLocalStateField('user', { name: person.name, at: world.eventCount });
      });
    },
    setClock: (offset) => {
      clockOffset = offset;
      for (const { process } of windows) process.clockOffset = offset;
    },
    goOffline: () => {
      for (const { process, device } of windows) process.after(0, device.goOffline);
    },
    goOnline: () => {
      for (const { process, device } of windows) process.after(0, device.goOnline);
    },
  };
};

const stableId = (name: string, address: string): number => {
  let id = 7;
  for (const letter of name + address) id = (id * 31 + letter.charCodeAt(0)) >>> 0;
  return id;
};

const rowsTouched = ({ changed, doc }: Y.Transaction): readonly string[] =>
  [...changed].flatMap(([type, keys]) => {
    const name = [...doc.share].find(([, each]: [string, unknown]) => each === type)?.[0];
    return name === undefined ? [] : [...keys].flatMap((key) => (key === null ? [] : [`${name} ${key.split('/')[0]}`]));
  });
