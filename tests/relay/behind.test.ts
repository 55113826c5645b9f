import { addTopic, createAuthor, fillHeader } from '@lianxi/documents';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Harness, startHarness } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

/** Two relays on one file, of which the second hears nothing of what the first has stored. */
let harness: Harness;
let second: Awaited<ReturnType<Harness['beside']>>;
const raws: Raw[] = [];
beforeEach(async () => {
  harness = await startHarness({ pollEvery: 3_600_000 });
  second = await harness.beside();
});
afterEach(async () => {
  for (const raw of raws.splice(0)) raw.close();
  await second.stop();
  await harness.stop();
});
const connect = async (url: string, address: string, member: string): Promise<Raw> => {
  const raw = await connectRaw(url, address, member);
  raws.push(raw);
  raw.step1();
  await raw.until('answered', () => raw.last('step2') !== undefined);
  return raw;
};
const empty = new Uint8Array([0, 0]);
const write = async (raw: Raw, doc: Y.Doc, act: () => void): Promise<void> => {
  const before = raw.last('acknowledged')?.frames ?? 0;
  for (const update of updatesOf(doc, act)) raw.update(update);
  await raw.until('stored', () => (raw.last('acknowledged')?.frames ?? 0) > before);
};
/**
 * Two people at the first relay, who write by turns; all of it is at the second member's device, who then comes to the second
 * relay. Somebody has the document open there since the first of it was stored, and writes.
 */
const moved = async (address: string, act: (doc: Y.Doc, member: string) => void) => {
  const people = await Promise.all(
    ['m1111111', 'm2222222'].map(async (member) => ({ member, raw: await connect(harness.url, address, member) })),
  );
  const doc = new Y.Doc();
  const docs = new Map(people.map(({ member }) => [member, new Y.Doc()]));
  const writeOne = async ({ member, raw }: (typeof people)[number]): Promise<void> => {
    const own = docs.get(member) as Y.Doc;
    Y.applyUpdate(own, Y.encodeStateAsUpdate(raw.doc));
    await write(raw, own, () => act(own, member));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(own));
  };
  for (const { raw } of people) raw.step2(empty);
  for (const each of people) await writeOne(each);
  const witness = await connect(second.url, address, 'm9999999');
  witness.step2(empty);
  const theirs = new Y.Doc();
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(witness.doc));
  await write(witness, theirs, () => act(theirs, 'm9999999'));
  Y.applyUpdate(witness.doc, Y.encodeStateAsUpdate(theirs));
  for (const each of people) await writeOne(each);
  return { doc, witness, raw: await connect(second.url, address, 'm2222222') };
};

it('[RL63] who comes from another relay with what others have written there is not refused for it', async () => {
  const address = harness.document('open/joint/a');
  const { doc, witness, raw } = await moved(address, (own, member) => own.getText('t').insert(0, `${member} `));
  raw.step2(Y.encodeStateAsUpdate(doc));
  await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === 1);
  expect(raw.last('refused')).toBeUndefined();
  await witness.until('and it reaches who was there', () => witness.doc.getText('t').length === 45);
  await write(raw, doc, () => doc.getText('t').insert(0, 'and on '));
  expect(raw.last('refused')).toBeUndefined();
});

it('[RL63] nor for the kind’s rules about whose name stands in it', async () => {
  const address = harness.document('minutes/joint/m1');
  const { doc, witness, raw } = await moved(address, (own, member) => {
    const author = createAuthor(member, Date.now);
    fillHeader(own, { place: '会议室' }, author);
    addTopic(own, { title: member }, author);
  });
  raw.step2(Y.encodeStateAsUpdate(doc));
  await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === 1);
  expect(raw.last('refused')).toBeUndefined();
  await witness.until(
    'and it reaches who was there',
    () => witness.doc.getMap('agenda').size === doc.getMap('agenda').size,
  );
});

it('[RL63] nor for what it builds on, which only the other relay knows yet', async () => {
  const address = harness.document('open/joint/a');
  const { doc, raw } = await moved(address, (own, member) => own.getText('t').insert(0, `${member} `));
  raw.step2(empty);
  doc.clientID = 77;
  await write(raw, doc, () => doc.getText('t').insert(5, 'in the middle'));
  expect(raw.last('refused')).toBeUndefined();
});

it('[RL63] what is wrong by the log itself is refused as ever', async () => {
  const address = harness.document('open/joint/a');
  const { doc, raw } = await moved(address, (own, member) => own.getText('t').insert(0, `${member} `));
  raw.step2(Y.encodeStateAsUpdate(doc));
  const [theirs] = [...doc.store.clients.keys()].filter((client) => client !== doc.clientID);
  const forged = new Y.Doc();
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc));
  const owner = [...doc.store.clients.keys()].find((client) =>
    harness.store.sqlite.prepare('SELECT 1 FROM clients WHERE client = ? AND member = ?').get(client, 'm1111111'),
  );
  forged.clientID = owner ?? theirs ?? 0;
  await write(raw, forged, () => forged.getText('t').insert(0, 'forged'));
  expect(raw.last('refused')).toMatchObject({ reason: 'client-id', detail: 'another-member' });
});
