import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Patch = readonly [position: number, deleted: number, inserted: string];

export interface Trace {
  readonly endContent: string;
  readonly txns: readonly {
    readonly parents?: readonly number[];
    readonly agent?: number;
    readonly patches: readonly Patch[];
  }[];
}

/** A real editing history from `tests/fixtures/traces`. */
export const readTrace = (name: string): Trace => {
  const file = join(import.meta.dirname, '..', 'fixtures', 'traces', `${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
};

/** For each transaction, how many of each agent's transactions its author had seen when making it, its own included. */
export const versionsOf = ({ txns }: Trace): readonly (readonly number[])[] => {
  const agents = Math.max(...txns.map(({ agent }) => agent ?? 0)) + 1;
  const made = new Array<number>(agents).fill(0);
  const versions: number[][] = [];
  for (const { parents = [], agent = 0 } of txns) {
    const version = new Array<number>(agents).fill(0);
    for (const parent of parents) {
      for (const [index, count] of (versions[parent] ?? []).entries()) {
        version[index] = Math.max(version[index] ?? 0, count);
      }
    }
    made[agent] = (made[agent] ?? 0) + 1;
    version[agent] = made[agent] ?? 0;
    versions.push(version);
  }
  return versions;
};
