import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AddressParts,
  documentKinds,
  exportRights,
  type Grant,
  grantsAsViewer,
  mayCreate,
  mayGrant,
  mayViewAs,
  type Place,
  parseAddress,
  parseScope,
  type Rights,
  type Role,
  readersOf,
  rightsOf,
  rightsRows,
  rightsTable,
  rightsText,
  roles,
  type Scope,
  scopeCovers,
} from './index.ts';

const scopes = [
  'community',
  'joint',
  'joint.hall',
  'wutongli',
  'wutongli.g3',
  'wutonglidong',
  'unit-linxi',
  'yinhe.g1.b2',
];
const address = (text: string): AddressParts => {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`no address: ${text}`);
  return parsed.value;
};
const anyAddress = fc
  .tuple(fc.constantFrom(...documentKinds), fc.constantFrom(...scopes), fc.constantFrom('main', 'a1'))
  .map(([kind, scope, id]) => address(`${kind}/${scope}/${id}`));
const anyTime = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
const anyGrant: fc.Arbitrary<Grant> = fc.record({
  role: fc.constantFrom(...roles),
  on: fc.oneof(
    fc.constantFrom(...(scopes as Scope[])),
    anyAddress.map((parts) => parts.address),
  ),
  from: anyTime,
  to: anyTime,
});
const anyGrants = fc.array(anyGrant, { maxLength: 4 });
const anyNow = fc.integer({ min: 0, max: 20 });

/** The table as the specification prints it: the only thing that the model below believes. */
const specification = new Map<string, string | undefined>(
  readFileSync(new URL('../../../docs/spec/access.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .flatMap((line) => {
      const [role, kind, own, joint, elsewhere] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [
        [`${role} ${kind} own`, own],
        [`${role} ${kind} joint`, joint],
        [`${role} ${kind} elsewhere`, elsewhere],
      ] as const;
    })
    .filter(([, right]) => right),
);

/** The rules once more, written another way: segments instead of prefixes, ranks instead of a search. */
const modelOf = (grants: readonly Grant[], { address, kind, scope }: AddressParts, now: number): Rights => {
  const ranks = grants
    .filter(({ from, to }) => (from ?? -1) <= now && now < (to ?? Number.POSITIVE_INFINITY))
    .flatMap(({ role, on }) => {
      const above = scope.split('.');
      const covering = above.map((_, index) => above.slice(0, index + 1).join('.'));
      const isOwn = on === 'community' || on === address || covering.includes(on);
      const place: Place = isOwn ? 'own' : scope === 'joint' && !on.includes('/') ? 'joint' : 'elsewhere';
      return [place, 'elsewhere'].map((each) => specification.get(`${role} ${kind} ${each}`));
    })
    .map((right) => ['read', 'write'].indexOf(right ?? 'none'));
  return (['none', 'read', 'write'] as const)[Math.max(-1, ...ranks) + 1] ?? 'none';
};

test('[AC1] an address is read only in its one spelling', () => {
  for (const good of ['minutes/joint/0190-a', 'register/wutongli.g3/main', 'care/a/main', 'open/community/a']) {
    expect(address(good).address).toBe(good);
  }
  const bad = [
    '',
    'minutes',
    'minutes/joint',
    'minutes/joint/a/b',
    'secrets/joint/a',
    'minutes/Joint/a',
    'minutes/a..b/a',
  ];
  bad.push('minutes/-a/a', 'minutes/joint/../a', 'minutes/joint/%2e', 'minutes/joint/a\n', 'minutes/a.b.c.d.e.f.g/a');
  bad.push(`minutes/joint/${'a'.repeat(65)}`, `minutes/${'a'.repeat(33)}/a`, 'minutes/joint/a b', 'minutes//a');
  for (const text of bad)
    expect(parseAddress(text)).toEqual({ ok: false, error: { type: 'InvalidAddress', input: text } });
});

test('[AC2] a scope covers what lies below it and nothing that merely begins alike', () => {
  const scope = (text: string): Scope => {
    const parsed = parseScope(text);
    if (!parsed.ok) throw new Error(text);
    return parsed.value;
  };
  expect(scopeCovers(scope('wutongli'), scope('wutongli.g3'))).toBe(true);
  expect(scopeCovers(scope('wutongli'), scope('wutonglidong'))).toBe(false);
  expect(scopeCovers(scope('wutongli.g3'), scope('wutongli'))).toBe(false);
  for (const each of scopes) expect(scopeCovers(scope('community'), scope(each))).toBe(true);
});

test('[AC5] the code holds the table that the specification prints, and not a cell more', () => {
  const cells = Object.entries(rightsTable).flatMap(([role, byKind]) =>
    Object.entries(byKind).flatMap(([kind, byPlace]) =>
      Object.entries(byPlace).map(([place, right]) => `${role} ${kind} ${place} ${right}`),
    ),
  );
  expect(cells.sort()).toEqual([...specification].map(([cell, right]) => `${cell} ${right}`).sort());
});

test('[AC3] [AC4] [AC5] [AC6] [AC7] nothing but the table decides: rights equal an independent model', () => {
  fc.assert(
    fc.property(anyGrants, anyAddress, anyNow, (grants, where, now) => {
      expect(rightsOf(grants, where, now)).toBe(modelOf(grants, where, now));
    }),
    { numRuns: 20_000 },
  );
});

test('[AC3] a grant counts from its first millisecond and no longer at its end', () => {
  const grants: Grant[] = [{ role: 'branch', on: 'wutongli' as Scope, from: 10, to: 20 }];
  const where = address('register/wutongli.g3/main');
  expect([9, 10, 19, 20].map((now) => rightsOf(grants, where, now))).toEqual(['none', 'write', 'write', 'none']);
});

test('[AC7] another grant never takes a right away, and the order of grants says nothing', () => {
  const rank = (rights: Rights) => ['none', 'read', 'write'].indexOf(rights);
  fc.assert(
    fc.property(anyGrants, anyGrant, anyAddress, anyNow, (grants, more, where, now) => {
      const before = rightsOf(grants, where, now);
      expect(rank(rightsOf([...grants, more], where, now))).toBeGreaterThanOrEqual(rank(before));
      expect(rightsOf([...grants].reverse(), where, now)).toBe(before);
    }),
  );
});

test('[AC9] only a grant on a scope makes documents, and never a directory', () => {
  fc.assert(
    fc.property(anyGrants, anyAddress, anyNow, (grants, where, now) => {
      const may = mayCreate(grants, where, now);
      if (may) expect(rightsOf(grants, where, now)).toBe('write');
      if (where.kind === 'directory') expect(may).toBe(false);
      if (['register', 'care'].includes(where.kind) && /^(joint|unit-)/.test(where.scope)) expect(may).toBe(false);
      if (where.kind === 'care' && where.id !== 'main') expect(may).toBe(false);
      if (may && where.kind === 'open') expect(grants.some(({ role }) => role.startsWith('committee'))).toBe(true);
      if (grants.every(({ role, on }) => role === 'guest' || on.includes('/'))) expect(may).toBe(false);
    }),
    { numRuns: 5_000 },
  );
  const on = (role: Role, scope: string): Grant[] => [{ role, on: scope as Scope, from: null, to: null }];
  expect(mayCreate(on('unit', 'unit-linxi'), address('minutes/joint/a'), 0)).toBe(true);
  expect(mayCreate(on('committee', 'community'), address('open/joint/a'), 0)).toBe(true);
  expect(mayCreate(on('branch', 'wutongli'), address('open/wutongli/a'), 0)).toBe(false);
  expect(mayCreate(on('branch', 'wutongli'), address('register/wutongli.g9/a'), 0)).toBe(true);
  expect(mayCreate(on('branch', 'wutongli'), address('care/wutongli.g9/main'), 0)).toBe(true);
});

test('[AC10] units, guests and the street open no register, whatever they were granted', () => {
  const outsider = anyGrant.map((grant): Grant => ({ ...grant, role: grant.role in outsiders ? grant.role : 'unit' }));
  fc.assert(
    fc.property(fc.array(outsider, { maxLength: 6 }), anyAddress, anyNow, (grants, where, now) => {
      fc.pre(where.kind === 'register');
      expect(rightsOf(grants, where, now)).toBe('none');
    }),
  );
});
const outsiders = { unit: true, guest: true, street: true };

test('[AC11] nobody but the committee and a branch opens a care document, wherever it lies and whatever was granted', () => {
  const others = roles.filter((role) => !['committee-admin', 'committee', 'branch'].includes(role));
  const outsider = fc
    .tuple(anyGrant, fc.constantFrom(...others))
    .map(([grant, role]): Grant => ({ ...grant, role, from: null, to: null }));
  const care = anyAddress.map(({ scope }) => address(`care/${scope}/main`));
  fc.assert(
    fc.property(fc.array(outsider, { maxLength: 6 }), care, anyNow, (grants, where, now) => {
      const onIt = others.map((role): Grant => ({ role, on: where.address, from: null, to: null }));
      expect(rightsOf([...grants, ...onIt], where, now)).toBe('none');
      expect(mayCreate([...grants, ...onIt], where, now)).toBe(false);
    }),
  );
  const own = (role: Role): Grant[] => [{ role, on: 'wutongli' as Scope, from: null, to: null }];
  const rights = (role: Role, text: string) => rightsOf(own(role), address(text), 0);
  expect(rights('branch', 'care/wutongli.g3/main')).toBe('write');
  expect(rights('branch', 'care/yinhe.g1.b2/main')).toBe('none');
  expect(rights('grid', 'care/wutongli.g3/main')).toBe('none');
});

const least = (one: Rights, other: Rights): Rights =>
  (['none', 'read', 'write'] as const)[
    Math.min(...[one, other].map((each) => ['none', 'read', 'write'].indexOf(each)))
  ] ?? 'none';

test('[AC12] what is only looked at is read at most, and makes nothing', () => {
  fc.assert(
    fc.property(anyGrants, anyAddress, anyNow, (grants, where, now) => {
      const looking = grants.map((grant): Grant => ({ ...grant, atMost: 'read' }));
      expect(rightsOf(looking, where, now)).toBe(least('read', rightsOf(grants, where, now)));
      expect(mayCreate(looking, where, now)).toBe(false);
      for (const { role, on } of grants) expect(mayGrant(looking, role, on, now)).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test('[AC13] seeing as another gives what such a grant reads, to whoever may see so, and never more than their own', () => {
  fc.assert(
    fc.property(anyGrants, anyGrant, anyAddress, anyNow, (own, as, where, now) => {
      const seen = rightsOf(grantsAsViewer(own, as, now), where, now);
      const asHolder = rightsOf([{ role: as.role, on: as.on, from: null, to: null }], where, now);
      const mine = rightsOf(own, where, now);
      expect(seen).toBe(mayViewAs(own, as, now) ? least('read', asHolder) : 'none');
      expect(least(seen, mine)).toBe(seen);
    }),
    { numRuns: 20_000 },
  );
  const on = (role: Role, scope: string): Grant => ({ role, on: scope as Scope, from: null, to: 10 });
  const unit = { role: 'unit', on: 'unit-linxi' as Scope } as const;
  expect(mayViewAs([on('committee', 'community')], unit, 9)).toBe(true);
  expect(mayViewAs([on('committee', 'community')], unit, 10)).toBe(false);
  expect(mayViewAs([on('branch', 'wutongli')], { role: 'grid', on: 'wutongli.g3' as Scope }, 0)).toBe(false);
  expect(mayViewAs([on('committee', 'wutongli')], { role: 'grid', on: 'wutongli.g3' as Scope }, 0)).toBe(true);
  expect(mayViewAs([on('committee', 'wutongli')], unit, 0)).toBe(false);
  const admin = { role: 'committee-admin', on: 'community' as Scope } as const;
  expect(mayViewAs([on('committee', 'community')], admin, 0)).toBe(false);
  expect(mayViewAs([on('committee-admin', 'community')], admin, 0)).toBe(true);
});

test('[AC15] who may open a document are exactly those with a right to it now, each with the grants that give it', () => {
  fc.assert(
    fc.property(fc.array(anyGrants, { maxLength: 5 }), anyAddress, anyNow, (all, where, now) => {
      const people = all.map((grants, id) => ({ id, grants }));
      const readers = readersOf(people, where, now);
      const expected = people.filter(({ grants }) => rightsOf(grants, where, now) !== 'none');
      expect(readers.map(({ person }) => person.id).sort()).toEqual(expected.map(({ id }) => id).sort());
      for (const { person, rights, by } of readers) {
        expect(rights).toBe(rightsOf(person.grants, where, now));
        expect(rightsOf(by.slice(0, 1), where, now)).toBe(rights);
        for (const grant of by) expect(rightsOf([grant], where, now)).not.toBe('none');
        const others = person.grants.filter((grant) => !by.includes(grant));
        expect(rightsOf(others, where, now)).toBe('none');
      }
    }),
  );
});

test('[AC16] the export is the table and every grant, in one order whatever order they came in', () => {
  for (const { role, kind, own, joint, elsewhere, rules } of rightsRows) {
    const right = (place: Place) => specification.get(`${role} ${kind} ${place}`);
    const fallback = right('elsewhere') ?? 'none';
    expect([own, joint, elsewhere]).toEqual([right('own') ?? fallback, right('joint') ?? fallback, fallback]);
    expect(rules.length).toBeGreaterThan(0);
  }
  expect(rightsRows).toHaveLength(roles.length * documentKinds.length);
  fc.assert(
    fc.property(fc.array(anyGrants, { maxLength: 4 }), fc.integer(), (all, turn) => {
      const holders = all.map((grants, at) => ({ id: `m${at}`, name: `人${at}`, grants }));
      const turned = holders
        .map((holder) => ({ ...holder, grants: turn % 2 ? [...holder.grants].reverse() : holder.grants }))
        .reverse();
      const text = rightsText(exportRights(holders));
      expect(rightsText(exportRights(turned))).toBe(text);
      expect(text.split('\n').filter((line) => line.startsWith('grant\t'))).toHaveLength(all.flat().length);
    }),
  );
});

test('[AC16] the rules that the table names stand in the specifications', () => {
  const spec = (page: string) => readFileSync(new URL(`../../../docs/spec/${page}.md`, import.meta.url), 'utf8');
  const pages = ['access', 'directory', 'minutes', 'followup', 'register', 'care', 'ledger'].map(spec).join('\n');
  for (const rule of new Set(rightsRows.flatMap(({ rules }) => rules))) expect(pages).toContain(`**[${rule}]**`);
});
