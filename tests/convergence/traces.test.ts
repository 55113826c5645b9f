import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Harness, startHarness, until, whenSynced } from '../relay/harness.ts';
import { connectRaw, updatesOf } from '../relay/raw.ts';
import { type Patch, readTrace, versionsOf } from './traces.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  await harness.stop();
});

const apply = (doc: Y.Doc, patches: readonly Patch[]): void => {
  const text = doc.getText('t');
  doc.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(position, deleted);
      if (inserted !== '') text.insert(position, inserted);
    }
  });
};

/** Until the document changes, or so many ms have gone by. */
const changeOf = (doc: Y.Doc, most: number): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      doc.off('update', go);
      resolve();
    };
    const timer = setTimeout(go, most);
    doc.on('update', go);
  });

it('[RL6] two people write one text at once as they once did, through the relay, and it comes out as it did then', async () => {
  const address = harness.document('open/joint/friends');
  const trace = readTrace('friendsforever');
  const versions = versionsOf(trace);
  const agents = await Promise.all(
    [1, 2].map(async (clientId) => {
      const raw = await connectRaw(harness.url, address, `m111111${clientId}`);
      raw.doc.clientID = clientId;
      raw.step2(new Uint8Array([0, 0]));
      // What is written stays here until the other is known to have seen it at that point.
      return { raw, made: [] as Uint8Array[], sent: 0 };
    }),
  );
  const share = async (from: number, count: number): Promise<void> => {
    const sender = agents[from];
    const receiver = agents[1 - from];
    if (!sender || !receiver || sender.sent >= count) return;
    for (; sender.sent < count; sender.sent++) sender.raw.update(sender.made[sender.sent] as Uint8Array);
    // A deletion moves no clock: what it deletes must be gone.
    const { structs, ds } = Y.decodeUpdate(sender.made[count - 1] as Uint8Array);
    const { store } = receiver.raw.doc;
    const hasArrived = () =>
      structs.every(({ id, length }) => Y.getState(store, id.client) >= id.clock + length) &&
      [...ds.clients].every(([client, items]) =>
        items.every(
          ({ clock }) => Y.getState(store, client) > clock && Y.getItem(store, Y.createID(client, clock)).deleted,
        ),
      );
    const deadline = performance.now() + 60_000;
    while (!hasArrived()) {
      if (performance.now() > deadline) throw new Error(`the other never got ${count}`);
      await changeOf(receiver.raw.doc, 1_000);
    }
  };
  for (const [index, { agent = 0, patches }] of trace.txns.entries()) {
    const other = 1 - agent;
    await share(other, versions[index]?.[other] ?? 0);
    const own = agents[agent];
    if (!own) throw new Error('a third agent');
    own.made.push(...updatesOf(own.raw.doc, () => apply(own.raw.doc, patches)));
  }
  await share(0, agents[0]?.made.length ?? 0);
  await share(1, agents[1]?.made.length ?? 0);
  await until('both acknowledged', () =>
    agents.every(({ raw, made }) => raw.last('acknowledged')?.frames === made.length + 1),
  );
  for (const { raw } of agents) await until('equal', () => raw.doc.getText('t').toString() === trace.endContent);
  const late = connectStock(harness.url, address, 'm3333333');
  await whenSynced(late);
  expect(late.doc.getText('t').toString()).toBe(trace.endContent);
  late.stop();
  for (const { raw } of agents) raw.close();
});

it('[RL7] a long-lived paper is joined whole, by one and by twenty at once, also right after a restart', async () => {
  const address = harness.document('open/joint/paper');
  const trace = readTrace('automerge-paper');
  const author = new Y.Doc();
  author.transact(() => {
    for (const { patches } of trace.txns) apply(author, patches);
  });
  const first = connectStock(harness.url, address, 'm1111111', author);
  await whenSynced(first);
  const check = await connectRaw(harness.url, address, 'm2222222');
  check.step1();
  await until('stored', () => check.doc.getText('t').length === trace.endContent.length);
  check.close();
  first.stop();
  for (const isRestarted of [false, true]) {
    if (isRestarted) await harness.restart();
    for (const count of [1, 20]) {
      const started = performance.now();
      const joining = Array.from({ length: count }, (_, index) => connectStock(harness.url, address, `m333${index}`));
      await Promise.all(joining.map(whenSynced));
      const time = performance.now() - started;
      console.info(`${count} joined${isRestarted ? ' after a restart' : ''} in ${time.toFixed(0)} ms`);
      for (const stock of joining) expect(stock.doc.getText('t').toString()).toBe(trace.endContent);
      for (const stock of joining) stock.stop();
    }
  }
});
