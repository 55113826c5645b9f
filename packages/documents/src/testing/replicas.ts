import { createSeededNumbers, createSeededRandom } from '@lianxi/base';
import * as Y from 'yjs';
import { type Author, createAuthor, keepClashes } from '../table/index.ts';

/**
 * Several devices with one document, and a network that shuffles, duplicates, holds back and partitions. What happens is
 * decided by a list of numbers, so that a property-testing tool can make and shrink it. After the last step everything is
 * delivered to everyone; whoever uses this then compares what the devices read.
 */
export interface Replica {
  readonly index: number;
  readonly doc: Y.Doc;
  readonly author: Author;
  /** This act's own luck, in [0, 1). */
  readonly chance: () => number;
  /** Something to write: a title, a name, a remark. */
  readonly word: () => string;
}

/** Something that a person does to a document, through its kind's intents; it may turn out that there is nothing to do. */
export type Act = (replica: Replica) => unknown;

export interface RunOptions {
  /** Each number becomes one step: an act by some replica, a delivery, a cut or a return. */
  readonly numbers: readonly number[];
  readonly acts: readonly Act[];
  readonly count?: number;
  /** What every replica begins with, as the server's first content. */
  readonly seed?: (doc: Y.Doc, author: Author) => void;
  /** Names of the root maps whose lost values are noted beside the standing ones. */
  readonly tables?: readonly string[];
  /** Called after every step, for invariants that hold at any moment. */
  readonly check?: (replica: Replica) => void;
}

export const runReplicas = async (options: RunOptions): Promise<readonly Replica[]> => {
  const { numbers, acts, count = 3, check } = options;
  const replicas = createReplicas(options, count);
  const inboxes: Uint8Array[][] = replicas.map(() => []);
  const isCut = replicas.map(() => false);
  for (const { doc, index } of replicas) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === wire) return;
      for (const [other, inbox] of inboxes.entries()) if (other !== index) inbox.push(update);
    });
  }

  const deliver = (index: number, chance: () => number, isLast: boolean) => {
    const inbox = shuffle(inboxes[index] ?? [], chance);
    const kept: Uint8Array[] = [];
    for (const update of inbox) {
      if (!isLast && chance() < 0.3) kept.push(update);
      else {
        Y.applyUpdate(replicas[index]?.doc ?? new Y.Doc(), update, wire);
        if (!isLast && chance() < 0.2) kept.push(update);
      }
    }
    inboxes[index] = kept;
  };

  for (const number of numbers) {
    const chance = createSeededNumbers(number);
    const replica = replicas[Math.floor(chance() * count)];
    if (!replica) continue;
    const what = chance();
    if (what < 0.6) acts[Math.floor(chance() * acts.length)]?.({ ...replica, chance, word: wordBy(chance) });
    else if (what < 0.9) {
      if (!isCut[replica.index]) deliver(replica.index, chance, false);
    } else isCut[replica.index] = !isCut[replica.index];
    check?.(replica);
  }
  // Notes about clashes follow deliveries as writes of their own, so it takes a few rounds until all is quiet.
  for (let round = 0; round < 8; round++) {
    for (const { index, chance } of replicas) deliver(index, chance, true);
    await new Promise((resolve) => setTimeout(resolve));
    if (inboxes.every((inbox) => inbox.length === 0)) break;
  }
  return replicas;
};

const wire = Symbol('wire');
const words = ['1', '2', '10', '101', '二', '负1', '𠮷', '议题', '物业'];
const wordBy = (chance: () => number) => () => pick(words, chance) ?? '1';

const createReplicas = ({ seed, tables = [] }: RunOptions, count: number): readonly Replica[] => {
  const origin = new Y.Doc({ guid: 'seed' });
  origin.clientID = 1;
  seed?.(
    origin,
    createAuthor('server', () => 1, createSeededRandom(0)),
  );
  const start = Y.encodeStateAsUpdate(origin);
  return Array.from({ length: count }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = 100 + index;
    let time = 1_700_000_000_000 + index;
    const author = createAuthor(`member${index}`, () => (time += 1000), createSeededRandom(index + 1));
    Y.applyUpdate(doc, start, wire);
    for (const table of tables) keepClashes(doc.getMap(table), author);
    const chance = createSeededNumbers(index + 7);
    return { index, doc, author, chance, word: wordBy(chance) };
  });
};

const shuffle = <T>(items: readonly T[], chance: () => number): T[] => {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1));
    const held = shuffled[index] as T;
    shuffled[index] = shuffled[other] as T;
    shuffled[other] = held;
  }
  return shuffled;
};

/** One of them by luck; undefined of none. */
export const pick = <T>(items: readonly T[], chance: () => number): T | undefined =>
  items[Math.floor(chance() * items.length)];
