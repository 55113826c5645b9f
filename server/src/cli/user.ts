import { type Grant, isRole, type Role, roles } from '@lianxi/access';
import { longestPassphrase, type Result, shortestPassphrase } from '@lianxi/base';
import type { Account, AddAccountProblem, Weakness } from '../identity/index.ts';
import { atDesk, type Desk, type Outcome, said } from './desk.ts';
import { type Io, readFirstLine } from './io.ts';
import { type CliFailure, failed, misused, toJson, toTable } from './outcome.ts';
import { grantOf } from './place.ts';
import { dayOf, type TermOptions, termFrom } from './term.ts';

export interface AddOptions {
  readonly role: string;
  readonly scope?: string;
  readonly post?: string;
  readonly passphraseStdin?: boolean;
}

export const addUser = async (io: Io, name: string, options: AddOptions): Promise<Outcome> => {
  const role = roleFrom(options.role);
  if (!role.ok) return role;
  if (!options.passphraseStdin) return noPassphrase();
  const passphrase = await readFirstLine(io);
  if (passphrase === null) return failed('口令太长。', 'The passphrase is too long.');
  return atDesk(io, async (desk) => {
    const grant = grantOf(desk, role.value, options.scope);
    if (!grant.ok) return grant;
    const post = options.post === undefined ? {} : { post: options.post };
    const added = await desk.identity.addAccount({ name, passphrase, grants: [grant.value], ...post });
    if (!added.ok) return explainAddProblem(added.error);
    return said(added.value.id);
  });
};

export const changePassphrase = async (
  io: Io,
  idOrName: string,
  { passphraseStdin = false }: { passphraseStdin?: boolean },
): Promise<Outcome> => {
  if (!passphraseStdin) return noPassphrase();
  const passphrase = await readFirstLine(io);
  if (passphrase === null) return failed('口令太长。', 'The passphrase is too long.');
  return atDesk(io, async (desk) => {
    const account = findUser(desk, idOrName);
    if (!account.ok) return account;
    const changed = await desk.identity.changePassphrase(account.value, passphrase);
    return changed.ok ? said('') : explainAddProblem(changed.error);
  });
};

const noPassphrase = () =>
  misused(
    '口令只从标准输入读取：请加 --passphrase-stdin。',
    'The passphrase is read from standard input only: add --passphrase-stdin.',
  );

const explainAddProblem = (problem: AddAccountProblem) => {
  switch (problem.type) {
    case 'NameTaken':
      return failed(`已经有人叫 “${problem.name}”；请加以区别。`, `Somebody is already called “${problem.name}”.`);
    case 'InvalidName':
      return misused('姓名须为 1 到 64 个可见字符。', 'A name has 1 to 64 visible characters.');
    case 'WeakPassphrase':
      return failed(...flawWords[problem.flaw]);
    case 'NotFirstRun':
      return failed('已经有账号。', 'There is an account already.');
  }
};

const flawWords: Readonly<Record<Weakness, readonly [chinese: string, english: string]>> = {
  short: [`口令至少 ${shortestPassphrase} 个字符。`, `A passphrase has at least ${shortestPassphrase} characters.`],
  long: [`口令至多 ${longestPassphrase} 个字符。`, `A passphrase has at most ${longestPassphrase} characters.`],
  name: ['口令不能只是姓名。', 'A passphrase is more than the person’s name.'],
  repeated: ['口令不能只是几个字符的重复。', 'A passphrase is more than a few characters repeated.'],
  sequence: ['口令不能只是连续的数字、字母或按键。', 'A passphrase is more than a run of digits, letters or keys.'],
  date: ['口令不能只是日期，例如生日。', 'A passphrase is more than a date, such as a birthday.'],
  phone: ['口令不能只是手机号码。', 'A passphrase is more than a mobile number.'],
  'citizen-number': ['口令不能只是公民身份号码。', 'A passphrase is more than a citizen number.'],
  common: ['这个口令太常见。', 'This passphrase is one that many people use.'],
  leaked: ['这个口令在泄露过的口令名单上。', 'This passphrase stands on lists of leaked ones.'],
};

export const listUsers = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ identity }) => {
    const users = identity.store
      .listAccounts()
      .map((account) => ({ ...account, grants: identity.store.grantsOf(account.id) }));
    if (json) return said(toJson(users));
    const rows = users.map(({ id, name, post, isDemo, grants }) => [
      id,
      name,
      grants.map(describe).join(', ') || '–',
      [post, isDemo ? '(demo)' : ''].filter((each) => each !== '').join(' '),
    ]);
    return said(toTable(rows));
  });

export interface RoleOptions extends TermOptions {
  readonly role?: string;
  readonly scope?: string;
  readonly add?: boolean;
  readonly remove?: boolean;
  readonly none?: boolean;
}

/** Sockets of a running relay hear of it within a second: it watches the file. */
export const changeRole = (
  io: Io,
  idOrName: string,
  roleArgument: string | undefined,
  options: RoleOptions,
): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const account = findUser(desk, idOrName);
    if (!account.ok) return account;
    const { id } = account.value;
    const before = desk.identity.store.grantsOf(id);
    const after = grantsAfter(desk, before, roleArgument ?? options.role, options);
    if (!after.ok) return after;
    desk.identity.people.regrant(id, after.value);
    return said(after.value.map(describe).join('\n'));
  });

const grantsAfter = (
  desk: Desk,
  before: readonly Grant[],
  roleText: string | undefined,
  { scope, add = false, remove = false, none = false, ...termOptions }: RoleOptions,
): Result<readonly Grant[], CliFailure> => {
  if (none && roleText === undefined) return { ok: true, value: [] };
  if (none || roleText === undefined || (add && remove)) {
    return misused(
      '请写明角色，或用 --none 收回全部；--add 与 --remove 不能同用。',
      'Name a role, or take all away with --none; --add and --remove exclude each other.',
    );
  }
  const role = roleFrom(roleText);
  if (!role.ok) return role;
  if (remove) {
    const isMeant = (grant: Grant) => grant.role === role.value && (scope === undefined || grant.on === scope);
    if (!before.some(isMeant)) return failed('这个人没有这一角色。', 'This person does not hold that role there.');
    return { ok: true, value: before.filter((grant) => !isMeant(grant)) };
  }
  const term = termFrom(termOptions);
  if (!term.ok) return term;
  const place = grantOf(desk, role.value, scope);
  if (!place.ok) return place;
  const grant = { ok: true, value: { ...place.value, ...term.value } } as const;
  const others = add ? before.filter(({ role: held, on }) => held !== role.value || on !== grant.value.on) : [];
  return { ok: true, value: [...others, grant.value] };
};

/** `branch wutongli 2026-01-01…2028-12-31`; a role without a term stands alone. */
const describe = ({ role, on, from, to }: Grant): string =>
  [role, on, from === null && to === null ? '' : `${dayOf(from)}…${dayOf(to, true)}`]
    .filter((each) => each !== '')
    .join(' ');

export const findUser = ({ identity }: Desk, idOrName: string): Result<Account, CliFailure> => {
  const account = identity.findAccount(idOrName);
  return account
    ? { ok: true, value: account }
    : failed(`没有叫 “${idOrName}” 的人。`, `There is nobody called “${idOrName}”.`);
};

export const roleFrom = (text: string): Result<Role, CliFailure> =>
  isRole(text)
    ? { ok: true, value: text }
    : misused(
        `没有角色 “${text}”；有：${roles.join(' ')}。`,
        `There is no role “${text}”; there are: ${roles.join(' ')}.`,
      );
