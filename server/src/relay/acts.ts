import type { Act, ActRules } from '@lianxi/documents';
import { nothingTraced, type Places, type Traced } from './places.ts';

/** What an accepted update does of what the audit log holds. Asked before the places know the update. */
export const actsOf = ({ structs }: Traced, rules: ActRules | undefined, places: Places): readonly Act[] => {
  if (!rules) return none;
  const before = (container: string, key: string) => places.standing(container, key, nothingTraced);
  const found = new Map<string, Act>();
  for (const { struct, place } of structs) {
    if (struct.type !== 'item' || place.container !== rules.container || !place.chain) continue;
    for (const act of rules.of(place.chain.key, struct.value(), before)) found.set(`${act.type} ${act.column}`, act);
  }
  return found.size === 0 ? none : [...found.values()];
};

const none: readonly Act[] = [];
