import { day } from '../identity/index.ts';
import { hashSecret, parseSecret } from '../identity/secret.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import { type Io, readFirstLine } from './io.ts';
import { failed, misused, toJson, toTable } from './outcome.ts';
import { findUser } from './user.ts';

/** How much of a token's hash names it in lists; enough to be unique, useless for signing in. */
const shownLength = 12;

export interface TokenOptions {
  readonly user: string;
  readonly label?: string;
  readonly days?: string;
}

export const createToken = (io: Io, options: TokenOptions): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const account = findUser(desk, options.user);
    if (!account.ok) return account;
    const days = options.days === undefined ? null : Number(options.days);
    if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3_650)) {
      return misused('--days 须为 1 到 3650 的整数。', '--days is a whole number from 1 to 3650.');
    }
    const lifetime = days === null ? null : days * day;
    const { sessions, store } = desk.identity;
    const member = account.value.id;
    const secret = store.change(() => {
      const made = sessions.open(member, 'bearer', { label: options.label ?? '', lifetime });
      const until = lifetime === null ? null : desk.store.clock() + lifetime;
      const token = hashSecret(made).slice(0, shownLength);
      store.note({ type: 'token-made', member: null, detail: { whom: member, token, until } });
      return made;
    });
    return said(secret);
  });

export const listTokens = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ identity }) => {
    const names = new Map(identity.store.listAccounts().map(({ id, name }) => [id, name]));
    const tokens = identity.store
      .listSessions()
      .filter(({ kind }) => kind === 'bearer')
      .map(({ hash, member, label, createdAt, expiresAt }) => ({
        id: hash.slice(0, shownLength),
        user: names.get(member) ?? member,
        label,
        createdAt,
        expiresAt,
      }));
    if (json) return said(toJson(tokens));
    const dateOf = (time: number | null) => (time === null ? '–' : new Date(time).toISOString().slice(0, 10));
    return said(
      toTable(
        tokens.map(({ id, user, label, createdAt, expiresAt }) => [
          id,
          user,
          dateOf(createdAt),
          dateOf(expiresAt),
          label,
        ]),
      ),
    );
  });

/** By the token itself, by the id that the list shows, or `-` for a token on standard input. */
export const revokeToken = async (io: Io, tokenOrId: string): Promise<Outcome> => {
  const text = tokenOrId === '-' ? ((await readFirstLine(io)) ?? '') : tokenOrId;
  return atDesk(io, ({ identity }) => {
    const secret = parseSecret(text);
    const hash = secret && hashSecret(secret);
    const found = identity.store
      .listSessions()
      .filter(({ kind }) => kind === 'bearer')
      .find((session) => session.hash === hash || session.hash.slice(0, shownLength) === text);
    if (!found) return failed('没有这个令牌，或已收回。', 'There is no such token, or it was revoked already.');
    identity.store.change(() => {
      identity.sessions.end(found.hash);
      const detail = { whom: found.member, token: found.hash.slice(0, shownLength) };
      identity.store.note({ type: 'token-revoked', member: null, detail });
    });
    return said('');
  });
};
