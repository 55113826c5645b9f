import type { Entry } from '../store/room-log.ts';
import type { Traced } from './places.ts';

/** What an accepted update writes into the root map of facts that its kind has (`KindRules.facts`), in its own order. */
export const factsOf = ({ structs }: Traced, facts: string | undefined, author: string): readonly Entry[] => {
  if (facts === undefined) return none;
  return structs.flatMap(({ struct, place }): readonly Entry[] => {
    const { container, chain } = place;
    if (struct.type !== 'item' || container !== facts || !chain) return none;
    return [{ container, key: chain.key, value: struct.value(), author }];
  });
};

const none: readonly Entry[] = [];
