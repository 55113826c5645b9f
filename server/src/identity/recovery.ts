import { timingSafeEqual } from 'node:crypto';
import { communityScope, type Grant } from '@lianxi/access';
import { type Clock, err, isJsonObject, ok, type Random, type Result } from '@lianxi/base';
import { isAdministrator } from './administrators.ts';
import { type Attempts, recoveryLimits, type TooManyAttempts } from './attempts.ts';
import { noteGrant } from './granted.ts';
import type { AddAccountProblem, PrepareAccount, SignIn } from './identity.ts';
import { nameKeyOf } from './member.ts';
import type { Passphrases } from './passphrase.ts';
import type { SignInRefusals } from './refused.ts';
import { replacePassphrase } from './renewal.ts';
import { createSpokenCode, isSpokenCode, plainCode, showSpokenCode } from './spoken-code.ts';
import type { Account, IdentityStore } from './store.ts';
import { findWeakness } from './weakness.ts';

/**
 * The recovery sheet: three codes for three people of the committee. Any two of them together make an administrator, whatever
 * became of everybody's passphrases; one alone is worth nothing. Kept is argon2id of each of the three pairs and when they were
 * made. A sheet is used once.
 */
export interface Recovery {
  /** Replaces the sheet before. */
  make(by: Account): Promise<readonly string[]>;
  madeAt(): number | null;
  use(codes: readonly string[], input: SignIn): Promise<Result<Account, RecoveryError>>;
}

export type RecoveryError = { readonly type: 'WrongCode' } | TooManyAttempts | AddAccountProblem;

interface Sheet {
  readonly madeAt: number;
  readonly salt: string;
  readonly pairs: readonly string[];
}

interface Parts {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly passphrases: Passphrases;
  readonly attempts: Attempts;
  readonly refusals: SignInRefusals;
  readonly prepare: PrepareAccount;
}

const administrator: Grant = { role: 'committee-admin', on: communityScope, from: null, to: null };

export const createRecovery = (parts: Parts): Recovery => {
  const { store, clock, random, passphrases, attempts, refusals, prepare } = parts;
  const readSheet = (): Sheet | null => parseSheet(store.readSetting('recovery_sheet'));
  /** Their order says nothing. */
  const digest = (codes: readonly string[], salt: string) =>
    passphrases.digest([...codes].sort().join('-'), Buffer.from(salt, 'hex'));

  /** Within a change: two people with the same two codes make one administrator. */
  const useUp = <E = never>(
    sheet: Sheet,
    as: 'new' | 'known',
    bring: () => Result<Account, E>,
  ): Result<Account, E | { readonly type: 'WrongCode' }> =>
    store.change(() => {
      if (readSheet()?.salt !== sheet.salt) return err({ type: 'WrongCode' });
      const brought = bring();
      if (!brought.ok) return brought;
      store.removeSetting('recovery_sheet');
      store.note({ type: 'recovered', member: brought.value.id, detail: { as } });
      return brought;
    });

  return {
    make: async ({ id }) => {
      const codes = [random, random, random].map(createSpokenCode);
      const salt = Buffer.from(random(16)).toString('hex');
      const pairs = [[0, 1] as const, [0, 2] as const, [1, 2] as const].map(([one, other]) =>
        digest([codes[one] ?? '', codes[other] ?? ''], salt),
      );
      const sheet: Sheet = { madeAt: clock(), salt, pairs: await Promise.all(pairs) };
      store.change(() => {
        store.writeSetting('recovery_sheet', JSON.stringify(sheet));
        store.note({ type: 'recovery-sheet-made', member: id, detail: {} });
      });
      return codes.map(showSpokenCode);
    },
    madeAt: () => readSheet()?.madeAt ?? null,
    use: async (typed, input) => {
      const limits = recoveryLimits(input.from);
      const allowed = attempts.take(limits);
      if (!allowed.ok) {
        refusals.tooMany();
        return allowed;
      }
      const codes = typed.map(plainCode);
      const sheet = readSheet();
      // Without a sheet the same work is done.
      const tried = await digest(codes, sheet?.salt ?? '00'.repeat(16));
      const isRight = sheet?.pairs.some((pair) => timingSafeEqual(Buffer.from(pair), Buffer.from(tried))) === true;
      if (!sheet || !isRight || !codes.every(isSpokenCode)) {
        refusals.wrong(null, 'code');
        return err({ type: 'WrongCode' });
      }
      attempts.forgive(limits);
      const key = nameKeyOf(input.name);
      const known = store.listAccounts().find(({ name }) => nameKeyOf(name) === key);
      if (known?.isDemo) return err({ type: 'NameTaken', name: known.name });
      if (!known) {
        const prepared = await prepare({ ...input, grants: [administrator] });
        return prepared.ok ? useUp(sheet, 'new', () => prepared.value.add(null)) : prepared;
      }
      const flaw = await findWeakness(input.passphrase, known.name);
      if (flaw) return err({ type: 'WeakPassphrase', flaw });
      const hash = await passphrases.hash(input.passphrase);
      return useUp<never>(sheet, 'known', () => {
        replacePassphrase(store, known.id, hash, known.id);
        const grants = store.grantsOf(known.id);
        if (!isAdministrator(grants, clock())) {
          store.replaceGrants(known.id, [...grants, administrator], null);
          noteGrant(store.note, 'granted', known.id, administrator, null);
        }
        return ok(known);
      });
    },
  };
};

const parseSheet = (text: string | undefined): Sheet | null => {
  if (text === undefined) return null;
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) return null;
  const { madeAt, salt, pairs } = value;
  const isWhole =
    typeof madeAt === 'number' &&
    typeof salt === 'string' &&
    Array.isArray(pairs) &&
    pairs.every((pair): pair is string => typeof pair === 'string' && /^[0-9a-f]{64}$/.test(pair));
  return isWhole ? { madeAt, salt, pairs } : null;
};
