import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { meetingTypes } from '../meeting-type.ts';
import { createAuthor } from '../table/index.ts';
import {
  admitUnit,
  changeTemplate,
  directoryDefinition,
  directoryRules,
  enterMember,
  fillTitle,
  foundPartyNode,
  layOutGrid,
  partWithUnit,
  peopleInvited,
  projectDirectory,
  projectTemplates,
  removeMember,
  resetTemplate,
  shippedTemplates,
  takeOnGrid,
} from './index.ts';

const open = () => {
  const doc = new Y.Doc();
  const { templates } = projectTemplates(doc);
  const of = (type: (typeof meetingTypes)[number]) => templates.get().find((each) => each.type === type);
  let time = 1000;
  return { doc, of, templates, author: createAuthor('m1', () => time++) };
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

test('[MN20] every type has a template as shipped until the committee says otherwise, and a way back, field by field', () => {
  const { doc, of, templates, author } = open();
  expect(templates.get().map(({ type, own, ...values }) => [type, own, values])).toEqual(
    meetingTypes.map((type) => [type, [], shippedTemplates[type]]),
  );
  const agenda = [
    { title: '落实情况', minutes: null },
    { title: ' 议\t事 ', minutes: 40 },
    { title: ' ', minutes: 5 },
  ];
  must(changeTemplate(doc, { type: 'joint', values: { place: '议事厅', agenda, leadDays: 0 } }, author));
  expect(of('joint')).toEqual({
    ...shippedTemplates.joint,
    type: 'joint',
    place: '议事厅',
    leadDays: 0,
    agenda: [
      { title: '落实情况', minutes: null },
      { title: '议\t事', minutes: 40 },
    ],
    own: ['place', 'leadDays', 'agenda'],
  });
  expect(of('grid')?.own).toEqual([]);
  expect(directoryDefinition.snapshot(doc)).toMatchObject({ templates: [{ type: 'joint', place: '议事厅' }] });
  must(resetTemplate(doc, { type: 'joint', fields: ['agenda'] }, author));
  expect(of('joint')).toMatchObject({ agenda: shippedTemplates.joint.agenda, own: ['place', 'leadDays'] });
  must(resetTemplate(doc, { type: 'joint' }, author));
  expect(of('joint')).toEqual({ ...shippedTemplates.joint, type: 'joint', own: [] });
  expect(changeTemplate(doc, { type: 'joint', values: { title: ' ' } }, author)).toMatchObject({
    error: { type: 'NameMissing' },
  });
});

test('[MN20] two of the committee change one template apart: both changes stand', () => {
  const one = open();
  const other = open();
  must(changeTemplate(one.doc, { type: 'grid', values: { place: '党群服务中心' } }, one.author));
  must(changeTemplate(other.doc, { type: 'grid', values: { minutes: 45 } }, other.author));
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc));
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc));
  for (const { of } of [one, other]) expect(of('grid')).toMatchObject({ place: '党群服务中心', minutes: 45 });
});

test('[MN20] the relay takes what fits a template and nothing else', () => {
  const writer = { member: 'm1', isCommittee: true, units: [], isServer: false };
  const judge = (container: string, value: unknown) =>
    directoryRules.mayWrite({ container, key: 'self/minutes', value: [value, 1, 'm1'], exists: false, writer });
  expect(judge('template.joint', 90).ok).toBe(true);
  expect(judge('template.joint', 'long').ok).toBe(false);
  expect(judge('template.party', 90).ok).toBe(false);
});

test('[MN21] a title is filled in for the meeting’s day; other braces stay', () => {
  expect(fillTitle('{年}年{季}季度联席会议（{月}月{日}日）{人}', '2026-09-05T14:30')).toBe(
    '2026年三季度联席会议（9月5日）{人}',
  );
  for (const [month, season] of [...'一一一二二二三三三四四四'].entries())
    expect(fillTitle('{季}', `2026-${String(month + 1).padStart(2, '0')}-01`)).toBe(season);
});

test('[MN22] whom the rules name is invited once, in their order; who has left or has no row is not', () => {
  const { doc, author } = open();
  const person = (id: string, name: string, values = {}) => must(enterMember(doc, { id, name, ...values }, author));
  must(foundPartyNode(doc, { id: 'c', name: '社区党委', kind: 'committee', parent: null, secretary: 'm-he' }, author));
  must(foundPartyNode(doc, { id: 'b', name: '梧桐里支部', kind: 'branch', parent: 'c', secretary: 'm-sun' }, author));
  must(foundPartyNode(doc, { id: 'b2', name: '银河支部', kind: 'branch', parent: 'c', secretary: 'm-gone' }, author));
  must(layOutGrid(doc, { id: 'g', name: '梧桐里', level: 0, parent: null, scope: 'wutongli' }, author));
  must(
    layOutGrid(
      doc,
      { id: 'g1', name: '一网格', level: 1, parent: 'g', scope: 'wutongli.g1', keeper: 'm-keeper' },
      author,
    ),
  );
  must(takeOnGrid(doc, { from: 'b', grid: 'g', kind: 'responsible' }, author));
  must(admitUnit(doc, { id: 'u', name: '临溪小学', scope: 'unit-linxi', liaison: 'm-liu' }, author));
  must(admitUnit(doc, { id: 'u2', name: '旧单位', scope: 'unit-old', liaison: 'm-old' }, author));
  must(partWithUnit(doc, 'u2', author));
  person('m-he', '何某', { post: '党委书记', partyNode: 'c' });
  person('m-chen', '陈某', { post: '党委委员', partyNode: 'c' });
  person('m-sun', '孙某', { post: '支部书记', partyNode: 'b' });
  person('m-gone', '走了', { partyNode: 'b2' });
  person('m-keeper', '网某', { post: '网格员' });
  person('m-liu', '刘某', { post: '副校长', unit: 'u' });
  person('m-old', '旧某', { unit: 'u2' });
  must(removeMember(doc, 'm-gone', author));
  const directory = projectDirectory(doc);
  const names = (rules: readonly string[], scope = 'joint') =>
    peopleInvited(directory, rules, scope).map(({ name }) => name);
  expect(names(['committee', 'branches', 'units'])).toEqual(['何某', '陈某', '孙某', '刘某']);
  expect(names(['unit:u', 'units', 'unit:nobody', 'party:b', 'post:书记', 'post:', 'later-rule'])).toEqual([
    '刘某',
    '孙某',
    '何某',
  ]);
  expect(names(['own'], 'wutongli.g1')).toEqual(['孙某', '网某']);
  expect(names(['own'], 'wutongli')).toEqual(['孙某', '网某']);
  expect(names(['own'])).toEqual([]);
  expect(names(['keepers'])).toEqual(['网某']);
  expect(peopleInvited(directory, ['unit:u'], 'joint')).toEqual([
    { id: 'm-liu', name: '刘某', unit: '临溪小学', unitId: 'u', post: '副校长' },
  ]);
});
