import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that fails as it is told to, and whose power can be cut (platter.c, put under a process by LD_PRELOAD). */
export interface Platter {
  /** What a process needs in its environment to stand on this disk. */
  readonly env: { readonly LD_PRELOAD: string; readonly PLATTER_FOLDER: string; readonly PLATTER_SWITCH: string };
  /**
   * Every write, sync, sync of the file that the log is folded into, or opening for writing fails so from now on; null: it
   * works again.
   */
  fail(what: 'write' | 'sync' | 'fold' | 'open', how: 'EIO' | 'ENOSPC' | 'EROFS' | null): void;
  /** So many bytes still have room; null: no end. */
  leaveRoom(bytes: number | null): void;
  /** Kills the process before its `count`th operation, or sync, from now on. */
  killBefore(what: 'operation' | 'sync', count: number): void;
  /** Writes, truncations, syncs and removals so far. */
  readonly operations: number;
  readonly syncs: number;
  /**
   * No process stands on it any more: the database files become what a disk may hold after a power cut. `random` decides
   * for each write since the last sync whether it arrived, whole, torn at sectors or not at all; without it, none did.
   * Says how many writes were not synced.
   */
  cutPower(random?: () => number): number;
  dispose(): void;
}

const slots = { write: 0, sync: 1, open: 2, room: 3, killAt: 4, operations: 5, syncs: 6, killAtSync: 7 } as const;
const sector = 512;

/** Why there is no such disk on this machine; null where there is. In CI (`CI=true`) it is an error that there is none. */
export const findPlatterProblem = (): string | null => {
  const problem = findProblem();
  if (problem === null || (process.env.CI ?? 'false') === 'false') return problem;
  throw new Error(`In CI no test of the disk may be left out, and here they would be: ${problem}`);
};

const findProblem = (): string | null => {
  if (process.platform !== 'linux') return 'the failing disk needs Linux (LD_PRELOAD)';
  return library().path === null ? `no C compiler (install gcc and libc6-dev): ${library().problem}` : null;
};

let built: { readonly path: string | null; readonly problem: string } | null = null;
/** Compiled once for each process, where there is a compiler. */
const library = () => {
  if (built) return built;
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-platter-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'platter.so');
  const source = join(import.meta.dirname, 'platter.c');
  const args = ['-shared', '-fPIC', '-O2', '-o', path, source, '-ldl', '-lpthread'];
  const { status, stderr, error } = spawnSync('cc', args, { encoding: 'utf8' });
  built = { path: status === 0 ? path : null, problem: error?.message ?? stderr };
  return built;
};

export const openPlatter = (folder: string): Platter => {
  const { path, problem } = library();
  if (path === null) throw new Error(problem);
  const control = `${folder}.switch`;
  const initial = new Int32Array(Object.keys(slots).length);
  initial[slots.room] = -1;
  writeFileSync(control, new Uint8Array(initial.buffer));
  const put = (slot: number, value: number): void => {
    const file = openSync(control, 'r+');
    writeSync(file, new Uint8Array(Int32Array.of(value).buffer), 0, 4, slot * 4);
    closeSync(file);
  };
  const get = (slot: number): number => {
    const bytes = Buffer.alloc(4);
    const file = openSync(control, 'r');
    readSync(file, bytes, 0, 4, slot * 4);
    closeSync(file);
    return bytes.readInt32LE();
  };
  return {
    env: { LD_PRELOAD: path, PLATTER_FOLDER: folder, PLATTER_SWITCH: control },
    fail: (what, how) => {
      const errno = how === null ? 0 : constants.errno[how];
      if (what === 'fold') put(slots.sync, -errno);
      else put(slots[what], errno);
    },
    leaveRoom: (bytes) => put(slots.room, bytes ?? -1),
    killBefore: (what, count) => {
      if (what === 'sync') put(slots.killAtSync, get(slots.syncs) + count);
      else put(slots.killAt, get(slots.operations) + count);
    },
    get operations() {
      return get(slots.operations);
    },
    get syncs() {
      return get(slots.syncs);
    },
    cutPower: (random) => {
      for (const slot of [slots.killAt, slots.killAtSync]) put(slot, 0);
      let lost = 0;
      for (const name of readdirSync(folder).filter((each) => each.endsWith('.platter'))) {
        lost += cutFile(join(folder, name.slice(0, -'.platter'.length)), random);
      }
      // The shared index is mapped memory; nothing of it is on any disk.
      for (const name of readdirSync(folder)) if (name.endsWith('-shm')) rmSync(join(folder, name));
      return lost;
    },
    dispose: () => rmSync(control, { force: true }),
  };
};

const cutFile = (file: string, random: (() => number) | undefined): number => {
  const records = readRecords(`${file}.unsynced`);
  // A name that was not synced may be gone with everything under it.
  const isNameless = existsSync(`${file}.unlinked`) && (random?.() ?? 0) < 0.5;
  if (isNameless) rmSync(file, { force: true });
  else writeFileSync(file, arrivedOf(readFileSync(`${file}.platter`), records, random));
  for (const end of ['platter', 'unsynced', 'unlinked']) rmSync(`${file}.${end}`, { force: true });
  return records.length;
};

type DiskRecord =
  | { readonly type: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly at: number };

const readRecords = (file: string): readonly DiskRecord[] => {
  const all = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const records: DiskRecord[] = [];
  for (let at = 0; at + 16 <= all.length; ) {
    const [type, length, offset] = [
      all.readUInt32LE(at),
      all.readUInt32LE(at + 4),
      Number(all.readBigUInt64LE(at + 8)),
    ];
    at += 16 + length;
    // The process was killed while it noted this one down, before it wrote.
    if (at > all.length) break;
    records.push(
      type === 1
        ? { type: 'write', at: offset, bytes: all.subarray(at - length, at) }
        : { type: 'truncate', at: offset },
    );
  }
  return records;
};

/** What a disk may hold: the platter and, of what came after it, some. */
const arrivedOf = (platter: Buffer, records: readonly DiskRecord[], random: (() => number) | undefined): Buffer => {
  let disk = platter;
  if (!random) return disk;
  /** Some cuts take nearly everything, some nearly nothing. */
  const share = random();
  for (const record of records) {
    const fate = random();
    if (fate > share) continue;
    if (record.type === 'truncate') {
      disk = resize(disk, record.at);
      continue;
    }
    const { at, bytes } = record;
    if (disk.length < at + bytes.length) disk = resize(disk, at + bytes.length);
    if (fate < share / 2) bytes.copy(disk, at);
    else {
      for (let from = 0; from < bytes.length; from += sector) {
        if (random() < 0.5) bytes.copy(disk, at + from, from, Math.min(bytes.length, from + sector));
      }
    }
  }
  return disk;
};

const resize = (bytes: Buffer, length: number): Buffer =>
  length <= bytes.length ? bytes.subarray(0, length) : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
