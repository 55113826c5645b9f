import { err, ok, type Result } from '@lianxi/base';
import type { KindRules, Writer } from '@lianxi/documents';
import type { RefusalReason } from '@lianxi/protocol';
import type { GuardLimits } from './limits.ts';
import { type Measures, nothingTraced, type Place, type Places, type Traced } from './places.ts';
import { pieceOf } from './text-pieces.ts';
import type { Id, Update } from './update.ts';

/** What a kind's documents accept: its rules; `open`: whatever is sound; `closed`: a kind that nobody has defined. */
export type Policy =
  | { readonly type: 'rules'; readonly rules: KindRules }
  | { readonly type: 'open' }
  | { readonly type: 'closed' };

export interface Refused {
  readonly reason: RefusalReason;
  readonly detail: string;
}

/** For each client, the clocks that are there: from 0 up to, not including, the number. */
export type StateVector = Map<number, number>;

export type Fit =
  | { readonly type: 'next'; readonly after: StateVector }
  /** Some of it is here already. */
  | { readonly type: 'overlap' }
  /** Something that it builds on is not here. */
  | { readonly type: 'gap' }
  | { readonly type: 'tangled' };

/** Whether an update can be put on top of what is here, with nothing missing and nothing twice. */
export const fit = (update: Update, here: StateVector): Fit => {
  const after: StateVector = new Map();
  const told: StateVector | null = update.structs.length > 1 ? new Map() : null;
  let overlaps = false;
  for (const { client, clock, length } of update.structs) {
    const have = here.get(client) ?? 0;
    const reached = told?.get(client) ?? 0;
    if (clock < reached) return { type: 'tangled' };
    if (clock > Math.max(reached, have)) return { type: 'gap' };
    if (clock < have) overlaps = true;
    told?.set(client, clock + length);
    after.set(client, Math.max(have, clock + length));
  }
  if (overlaps) return { type: 'overlap' };
  const isThere = (id: Id): boolean => id.clock < (after.get(id.client) ?? here.get(id.client) ?? 0);
  return findsAll(update, isThere) ? { type: 'next', after } : { type: 'gap' };
};

/** Whether everything is there that its structs stand beside or in, and that it deletes. */
export const findsAll = ({ structs, deletes }: Update, isThere: (id: Id) => boolean): boolean => {
  for (const { origin, rightOrigin, parent } of structs) {
    if (origin && !isThere(origin)) return false;
    if (rightOrigin && !isThere(rightOrigin)) return false;
    if (parent && typeof parent !== 'string' && !isThere(parent)) return false;
  }
  for (const { client, clock, length } of deletes) {
    if (!isThere({ client, clock: clock + length - 1 })) return false;
  }
  return true;
};

/** The limits that only show once it is known where everything would lie. */
export const findExcess = (measures: Measures, limits: GuardLimits): Refused | null => {
  const { depth, keys, keysInContainer, containers } = measures;
  const tooLarge = (detail: string): Refused => ({ reason: 'too-large', detail });
  if (depth > limits.depth) return tooLarge('depth');
  if (keysInContainer > limits.keysPerContainer || keys > limits.keysPerDocument) return tooLarge('keys');
  if (containers > limits.containers) return tooLarge('containers');
  return null;
};

/** Rules that hold for a container whatever is written there. */
const placeRules: ReadonlySet<string> = new Set(['server-only', 'unknown-container']);

/** The kind's own rules, asked once for each entry, each piece of rich text and each container of it that the update would touch. */
export const judge = (
  update: Update,
  traced: Traced,
  places: Places,
  rules: KindRules,
  writer: Writer,
): Result<void, Refused> => {
  const askedContainers = new Set<string>();
  const askedForPlace = new Set<string>();
  for (const { struct, place } of traced.structs) {
    if (place.container === null) continue;
    const { container, chain } = place;
    if (container === 'meta' && !writer.isServer) return refused('server-only', container, chain?.key);
    const isDeleted = struct.type === 'deleted';
    if (
      !chain &&
      struct.type === 'item' &&
      rules.mayHoldText &&
      !rules.mayHoldText(pieceOf(update.bytes, struct, place))
    )
      return refused('unknown-text', container);
    const asked = !chain ? askedContainers : isDeleted ? askedForPlace : null;
    if (asked?.has(container)) continue;
    asked?.add(container);
    const allowed = rules.mayWrite({
      container,
      key: chain?.key ?? null,
      value: chain ? struct.value() : undefined,
      exists: chain ? (traced.keysBefore.get(struct) ?? false) : true,
      standing: (name, key) => places.standing(name, key, traced),
      before: (name, key) => places.standing(name, key, nothingTraced),
      writer,
    });
    if (allowed.ok) continue;
    // A value that was deleted before it was sent says nothing any more; it still may not stand just anywhere.
    const saysNothing = isDeleted && chain !== null && !placeRules.has(allowed.error.rule);
    if (!saysNothing) return refused(allowed.error.rule, container, chain?.key);
  }
  for (const [chain, { path, isVague }] of traced.chains) {
    if (isVague || path.at(-1)?.isDeleted !== true) continue;
    if (!rules.mayDelete(chain.container)) return refused('no-deletion', chain.container, chain.key);
  }
  for (const range of update.deletes) {
    for (const place of places.within(range, traced)) {
      if (place.container === null || rules.mayDelete(place.container)) continue;
      if (!place.chain) return refused('no-deletion', place.container);
      if (standsIn(range, place, traced)) return refused('no-deletion', place.container, place.chain.key);
    }
  }
  return ok(undefined);
};

/** Whether the deletion would take the value that stands; what was overwritten is deleted by Yjs itself. */
const standsIn = (range: Id & { readonly length: number }, { chain }: Place, traced: Traced): boolean => {
  if (!chain) return false;
  const { path, isVague } = traced.chains.get(chain) ?? chain.standing;
  const tip = path.at(-1);
  if (!tip || isVague || tip.client !== range.client) return false;
  return tip.clock >= range.clock && tip.clock < range.clock + range.length;
};

const refused = (rule: string, container: string, key?: string) =>
  err({
    reason: 'rule',
    detail: key === undefined ? `${rule} ${container}` : `${rule} ${container} ${key}`,
  } as Refused);
