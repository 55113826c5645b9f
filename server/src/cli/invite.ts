import { ok } from '@lianxi/base';
import { parseName } from '../identity/member.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, misused, toJson } from './outcome.ts';
import { grantOf } from './place.ts';
import { type TermOptions, termFrom } from './term.ts';
import { findUser, roleFrom } from './user.ts';

export interface InviteOptions extends TermOptions {
  readonly role?: string;
  readonly scope?: string;
  readonly name?: string;
  readonly post?: string;
  readonly recovers?: string;
  readonly json?: boolean;
}

/** Prints the spoken code and the link's path, which nobody is told again. */
export const invite = (io: Io, options: InviteOptions): Promise<Outcome> =>
  atDesk(io, async (desk) => {
    const wish = wishFrom(desk, options);
    if (!wish.ok) return wish;
    const made = await desk.identity.invitations.make(null, wish.value);
    if (!made.ok) {
      return failed('这个任期已经过去。', 'This term is over.');
    }
    const { invitation, secret, code } = made.value;
    const path = `/join#${secret}`;
    const { id, role, on, from, to, expiresAt } = invitation;
    if (options.json) return said(toJson({ id, role, on, from, to, code, path, expiresAt }));
    return said(`${code}\n${path}`);
  });

const wishFrom = (desk: Parameters<typeof findUser>[0], options: InviteOptions) => {
  const name = lineFrom(options.name);
  const post = lineFrom(options.post);
  if (name === null || post === null) {
    return misused('姓名和职务须为 1 到 64 个可见字符。', 'A name and a post have 1 to 64 visible characters.');
  }
  if (options.recovers !== undefined) {
    const account = findUser(desk, options.recovers);
    if (!account.ok) return account;
    if (account.value.isDemo) return failed('示例社区的人没有口令。', 'The demo’s people have no passphrase.');
    return ok({ name: account.value.name, post, recovers: account.value });
  }
  if (options.role === undefined) {
    return misused('请写明 --role，或 --recovers。', 'Name a --role, or whom the invitation --recovers.');
  }
  const role = roleFrom(options.role);
  if (!role.ok) return role;
  const term = termFrom(options);
  if (!term.ok) return term;
  const grant = grantOf(desk, role.value, options.scope);
  if (!grant.ok) return grant;
  return ok({ ...grant.value, ...term.value, name, post, recovers: null });
};

const lineFrom = (text: string | undefined): string | null => {
  if (text === undefined) return '';
  const parsed = parseName(text);
  return parsed.ok ? parsed.value : null;
};
