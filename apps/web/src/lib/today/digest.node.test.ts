import { addTopic, createAuthor, editTopic, removeTopic } from '@lianxi/documents';
import { openDevice } from '@lianxi/sync';
import { afterAll, expect, test } from 'vitest';
import { changesSince } from './digest.ts';

const author = (member: string, time: number) => createAuthor(member, () => time);
const address = 'minutes/joint/m';

// A device without a network and without a disk: documents live in memory.
const device = openDevice({
  member: 'me',
  server: 'ws://127.0.0.1:9',
  supportedVersion: () => 1,
  originKind: () => 'act',
});
device.goOffline();
afterAll(() => device.close());
let count = 0;

const begin = () => {
  const { doc } = device.open(`minutes/joint/m${count++}`, { isBegunHere: true });
  const added = addTopic(doc, { title: '场地' }, author('m1', 100));
  if (!added.ok) throw new Error(added.error.type);
  const id = [...doc.getMap('agenda').keys()].find((key) => !key.includes('/')) ?? '';
  return { doc, id };
};

test('changes of others are gathered by person, with the last thing that they wrote', () => {
  const { doc, id } = begin();
  editTopic(doc, { topic: id, field: 'title', value: '场地与志愿者' }, author('m2', 200));
  expect(changesSince(address, 'minutes', doc, 0, 'me')).toEqual([
    { address, member: 'm1', cells: 0, added: 1, removed: 0, last: { text: null, was: null, time: 100 } },
    { address, member: 'm2', cells: 1, added: 0, removed: 0, last: { text: '场地与志愿者', was: '场地', time: 200 } },
  ]);
});

test('a new row is told by its name, as long as nobody else has changed that', () => {
  const { doc } = begin();
  expect(changesSince(address, 'minutes', doc, 0, 'me')[0]?.last.text).toBe('场地');
});

test('one’s own changes and what was seen already are left out', () => {
  const { doc, id } = begin();
  editTopic(doc, { topic: id, field: 'title', value: '新的' }, author('me', 200));
  expect(changesSince(address, 'minutes', doc, 100, 'me')).toEqual([]);
  expect(changesSince(address, 'minutes', doc, 99, 'me')).toHaveLength(1);
});

test('what was added and removed again is no news', () => {
  const { doc, id } = begin();
  removeTopic(doc, { topic: id }, author('m1', 300));
  expect(changesSince(address, 'minutes', doc, 0, 'me')).toEqual([]);
});
