import type { Device, ReadOnlyReason } from '@lianxi/sync';
import { isNumbers, type Stored } from './stored.ts';

/**
 * Keeps everything that the person may open on this device, so that it opens offline: a document is fetched when the list
 * says that it changed since it was last here, a few at a time, and closed again, so that sixty grids are never in memory
 * at once. What waits on this device goes first.
 */
export interface Prefetch {
  /** Without a network it only counts. */
  run(wanted: Wanted): Promise<void>;
  stop(): void;
}

type Wanted = readonly { readonly address: string; readonly updatedAt: number }[];

const order = ['directory', 'minutes', 'followup', 'ledger', 'register', 'care'] as const;
const atATime = 6;
const patience = 20_000;
/** How soon what did not come is asked for once more; the list asks again later, in ms. */
const pause = 3_000;

/** `onLacking`: the addresses of which the newest is not on this device, as it begins and each time that one has come. */
export const createPrefetch = (
  device: Device,
  stored: Stored,
  isOnline: () => boolean,
  onLacking: (addresses: readonly string[]) => void,
): Prefetch => {
  let isRunning = false;
  /** Asked for meanwhile: more may be open by now. */
  let again: Wanted | null = null;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOver = (readOnly: ReadOnlyReason | null) =>
    readOnly === 'gone' || readOnly === 'signed-out' || readOnly === 'locked';
  const fetchOne = async (address: string): Promise<boolean> => {
    const document = device.open(address, { isBrief: true });
    let stop = () => {};
    const isDone = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      const look = () => {
        const { isSynced, readOnly, disk } = document.state;
        if (isOver(readOnly) || isStopped || !isOnline()) resolve(false);
        // On a disk that does not answer nothing is kept yet, whatever has arrived.
        else if (isSynced && disk === 'loaded' && document.receipt.waiting === 0) resolve(true);
        else return;
        clearTimeout(timer);
      };
      stop = document.subscribe(look);
      void document.whenLoaded.then(() => setTimeout(look));
    });
    stop();
    document.release();
    return isDone;
  };

  /** Whether all of it came. */
  const fetchAll = async (wanted: Wanted): Promise<boolean> => {
    const fetched = { ...stored.read('fetched', isNumbers) };
    // A browser may have cleared a copy that was here.
    const copies = await device.copies();
    if (copies) for (const address of Object.keys(fetched)) if (!copies.has(address)) delete fetched[address];
    const waiting = device.receipt.documents.filter((each) => each.waiting > 0).map(({ address }) => address);
    const stale = wanted.filter(({ address, updatedAt }) => fetched[address] !== updatedAt);
    // Small and wanted soon first: whoever has just signed in looks at the day's page before any register.
    const rank = (address: string) => order.findIndex((kind) => address.startsWith(`${kind}/`)) >>> 0;
    stale.sort((one, other) => rank(one.address) - rank(other.address) || other.updatedAt - one.updatedAt);
    const versions = new Map(wanted.map(({ address, updatedAt }) => [address, updatedAt]));
    const queue = [...new Set([...waiting, ...stale.map(({ address }) => address)])];
    let isWhole = true;
    const lacking = new Set(stale.map(({ address }) => address));
    onLacking([...lacking]);
    const work = async () => {
      for (let next = queue.shift(); next !== undefined && !isStopped && isOnline(); next = queue.shift()) {
        const isDone = await fetchOne(next);
        isWhole &&= isDone;
        const version = versions.get(next);
        if (!isDone || version === undefined) continue;
        fetched[next] = version;
        stored.write('fetched', fetched);
        if (lacking.delete(next)) onLacking([...lacking]);
      }
    };
    await Promise.all(Array.from({ length: atATime }, work));
    return isWhole;
  };

  const run = async (wanted: Wanted, isSecond = false): Promise<void> => {
    if (isStopped) return;
    if (isRunning) {
      again = wanted;
      return;
    }
    clearTimeout(timer);
    isRunning = true;
    const isWhole = await fetchAll(wanted);
    isRunning = false;
    const wantedSince = again;
    again = null;
    if (wantedSince) await run(wantedSince);
    else if (!isWhole && !isSecond && isOnline()) timer = setTimeout(() => void run(wanted, true), pause);
  };

  return {
    run: (wanted) => run(wanted),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
