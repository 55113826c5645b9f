import { findPassphraseFlaw, type PassphraseFlaw } from '@lianxi/base';
import { findHabits, type Habit, type Span } from './habits.ts';

/** How hard a passphrase is to guess for somebody who tries what people here take. */
export interface Strength {
  readonly level: StrengthLevel;
  /** What is weak about it; null where nothing has to be said. */
  readonly weakness: Weakness | null;
  /** The server takes no such passphrase. */
  readonly isRefused: boolean;
}

export const strengthLevels = ['weak', 'fair', 'good', 'strong'] as const;
export type StrengthLevel = (typeof strengthLevels)[number];
export type Weakness = PassphraseFlaw | Habit | 'digits';

/** From how many bits on a level is reached. */
const least = { fair: 30, good: 42, strong: 56 } as const;

/** Longer ones are as good as these, and would take long to look through. */
const longestLookedAt = 64;

/** `known`: what others know of the person besides the name, e.g. the community's. */
export const judgePassphrase = (passphrase: string, name = '', known: readonly string[] = []): Strength => {
  const text = plainOf(passphrase).slice(0, longestLookedAt);
  const { bits, habits } = cheapest(text, findHabits(text, [name, ...known].map(plainOf)));
  const flaw = findPassphraseFlaw(passphrase, name);
  if (flaw !== null) return { level: 'weak', weakness: more(flaw, text, habits), isRefused: true };
  const level = bits < least.fair ? 'weak' : bits < least.good ? 'fair' : bits < least.strong ? 'good' : 'strong';
  const isEnough = level === 'good' || level === 'strong';
  return { level, weakness: isEnough ? null : weaknessOf(text, habits), isRefused: false };
};

const plainOf = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The habit says more than the flaw does, where there is one. */
const more = (flaw: PassphraseFlaw, text: string, habits: readonly Span[]): Weakness => {
  const weakness = weaknessOf(text, habits);
  const saysLess = weakness === 'short' || weakness === 'digits';
  return flaw === 'long' || (saysLess && flaw !== 'short') ? flaw : weakness;
};

/** The cheapest way to make up the whole text of habits and single letters: what a guesser would do. */
const cheapest = (
  text: string,
  spans: readonly Span[],
): { readonly bits: number; readonly habits: readonly Span[] } => {
  const byEnd = Map.groupBy(spans, ({ end }) => end);
  const best: { readonly bits: number; readonly habits: readonly Span[] }[] = [{ bits: 0, habits: [] }];
  for (let end = 1; end <= text.length; end++) {
    const last = best[end - 1] ?? { bits: 0, habits: [] };
    let now = { bits: last.bits + bitsOf(text[end - 1] ?? ''), habits: last.habits };
    for (const span of byEnd.get(end) ?? []) {
      const before = best[span.start];
      if (before && before.bits + span.bits < now.bits) {
        now = { bits: before.bits + span.bits, habits: [...before.habits, span] };
      }
    }
    best.push(now);
  }
  return best.at(-1) ?? { bits: 0, habits: [] };
};

const bitsOf = (letter: string): number => {
  if (/\d/.test(letter)) return 3.3;
  if (/[a-z]/.test(letter)) return 4.7;
  if (/\p{Script=Han}/u.test(letter)) return 9;
  return letter === ' ' ? 2 : 5;
};

/** What takes up most of it. */
const weaknessOf = (text: string, habits: readonly Span[]): Weakness => {
  const lengths = new Map<Habit, number>();
  for (const { habit, start, end } of habits) lengths.set(habit, (lengths.get(habit) ?? 0) + end - start);
  const [most] = [...lengths].sort(([, one], [, other]) => other - one);
  if (most && most[1] * 2 >= text.length) return most[0];
  return /^\d+$/.test(text) ? 'digits' : (most?.[0] ?? 'short');
};
