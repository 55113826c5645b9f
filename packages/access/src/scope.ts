import { type Brand, err, ok, type Result } from '@lianxi/base';

/**
 * A place on the trees, written as a path so that “covers” is a question about two strings and needs no look-up.
 *
 *   scope   = segment *5("." segment)
 *   segment = 1*32(lower case letter / digit / "-"), beginning with a letter or digit
 *
 * `community` covers everything. `joint` is the commons: joint meetings and shared ledgers, open to the committee, every
 * branch and every co-building unit. A compound is one segment (`wutongli`), a grid lies below it (`wutongli.g3`), a
 * co-building unit is a segment of its own (`unit-linxi`).
 */
export type Scope = Brand<string, 'Scope'>;

export type ScopeError = { readonly type: 'InvalidScope'; readonly input: string };

export const communityScope = 'community' as Scope;
export const jointScope = 'joint' as Scope;

export const parseScope = (input: string): Result<Scope, ScopeError> =>
  /^[a-z0-9][a-z0-9-]{0,31}(\.[a-z0-9][a-z0-9-]{0,31}){0,5}$/.test(input)
    ? ok(input as Scope)
    : err({ type: 'InvalidScope', input });

/** Whether what lies at `inner` belongs to `outer`. */
export const scopeCovers = (outer: Scope, inner: Scope): boolean =>
  outer === communityScope || outer === inner || inner.startsWith(`${outer}.`);
