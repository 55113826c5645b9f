/**
 * The receipt against the real relay, its guard and its file: one device writes minutes, a register and a ledger, and is
 * refused once in between; the network is cut at every frame of that session, in both directions, the frame lost or not.
 */
import 'fake-indexeddb/auto';
import {
  addHousehold,
  addTopic,
  appendParagraphs,
  createAuthor,
  leaveNote,
  recordEntry,
  textOf,
} from '@lianxi/documents';
import { readDocument } from '@lianxi/server';
import { type OpenDocument, openDevice } from '@lianxi/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sampled } from '../campaign.ts';
import { type Cut, createCuttingNetwork } from './cut.ts';
import { type Harness, partsOf, startHarness, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  await harness.stop();
});

const forbidden = '不许写的';
const forbiddenOrigin = Symbol('forbidden');

/** Everything that the relay's file holds of a document, as text. */
const stored = (address: string): string => {
  const whole = readDocument(harness.store, partsOf(address).address);
  const doc = new Y.Doc();
  if (whole) Y.applyUpdate(doc, whole.update);
  const texts = [...doc.share.keys()].map((name) =>
    name.startsWith('text/') ? doc.getXmlFragment(name).toString() : JSON.stringify(doc.getMap(name).toJSON()),
  );
  doc.destroy();
  return texts.join('\n');
};

const countOf = (text: string, mark: string): number => text.split(mark).length - 1;

/** One whole session; says how many frames passed. */
const runSession = async (name: string, cut: Cut | null): Promise<{ readonly out: number; readonly in: number }> => {
  const member = `m${name}`;
  const author = createAuthor(member);
  harness.gate.committee.add(member);
  const addresses = [`minutes/joint/${name}`, `register/donghu.g1/${name}`, `ledger/joint/${name}`];
  for (const address of addresses) harness.document(address);
  const network = createCuttingNetwork(cut);
  // Each typing is a change of its own.
  let now = Date.now();
  const device = openDevice({
    member,
    bearer: member,
    server: harness.url,
    WebSocket: network.WebSocket,
    linger: 0,
    clock: () => (now += 3_000),
    supportedVersion: () => 1,
    originKind: (origin) => (typeof origin === 'symbol' ? 'act' : 'typing'),
  });
  const made = new Map<string, string[]>(addresses.map((address) => [address, []]));
  const documents = addresses.map((address) => device.open(address, { isBegunHere: true }));
  const [minutes, register, ledger] = documents as [OpenDocument, OpenDocument, OpenDocument];
  const lastReceived = new Map<string, number>();

  const check = () => {
    for (const { address, receipt } of documents) {
      expect(receipt.made).toBe(receipt.received + receipt.waiting + receipt.refused.length);
      if (receipt.received <= (lastReceived.get(address) ?? 0)) continue;
      lastReceived.set(address, receipt.received);
      const log = stored(address);
      const there = made.get(address)?.filter((mark) => log.includes(mark)) ?? [];
      expect(receipt.received, `${name}: ${address}`).toBeLessThanOrEqual(there.length);
    }
  };
  const problems: unknown[] = [];
  device.subscribe(() => {
    try {
      check();
    } catch (problem) {
      problems.push(problem);
    }
  });

  let count = 0;
  const act = (document: OpenDocument, write: (mark: string) => void, mark = `〔${name}:${++count}〕`) => {
    made.get(document.address)?.push(mark);
    const before = document.receipt.made;
    write(mark);
    expect(document.receipt.made).toBe(before + 1);
    check();
  };
  const speak = (mark: string) => appendParagraphs(textOf(minutes.doc, 'topic'), [{ text: mark }]);
  const entry = { unit: 'community', step: 'used', measure: 'yuan', quantity: 800, date: '2026-09-01' } as const;
  const write = async () => {
    const acts = [
      () => act(minutes, (title) => void addTopic(minutes.doc, { title }, author)),
      () => act(minutes, speak),
      () => act(register, (entrance) => void addHousehold(register.doc, { entrance }, [], author)),
      () => act(ledger, (text) => void leaveNote(ledger.doc, text, author)),
      () => act(ledger, (item) => void recordEntry(ledger.doc, { ...entry, item }, author)),
    ];
    // A turn apart, so that what came before is on its way, or has been cut off.
    for (const each of acts) {
      each();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const mayWrite = () => documents.every(({ state }) => state.readOnly === null);

  try {
    await Promise.all(documents.map(({ whenLoaded }) => whenLoaded));
    await write();
    await until(`${name} in step`, () => documents.every(({ state }) => state.isSynced));
    await write();
    await until(`${name} writable`, mayWrite);
    act(
      minutes,
      (mark) => minutes.doc.transact(() => minutes.doc.getMap('wages').set('a', mark), forbiddenOrigin),
      forbidden,
    );
    act(minutes, speak);
    await write();
    const isSettled = ({ receipt, state }: OpenDocument) => receipt.waiting === 0 && state.isSynced;
    await until(`${name} settled`, () => mayWrite() && documents.every(isSettled), 30_000);
    check();
    expect(problems).toEqual([]);
    expect(minutes.receipt.refused.map(({ reason }) => reason)).toEqual(['rule']);
    expect(minutes.receipt.refused[0]?.text).toContain(forbidden);
    for (const document of documents) {
      const log = stored(document.address);
      const marks = made.get(document.address)?.filter((mark) => mark !== forbidden) ?? [];
      expect(marks.map((mark) => countOf(log, mark))).toEqual(marks.map(() => 1));
      expect(log).not.toContain(forbidden);
      expect(document.receipt).toMatchObject({ received: marks.length, waiting: 0 });
    }
    return network.passed;
  } finally {
    await device.close();
  }
};

it('[SY5] is true at every moment, wherever the network is cut, a refusal and its renewal included', async () => {
  const whole = await runSession('whole', null);
  const cuts = (['out', 'in'] as const).flatMap((direction) =>
    Array.from({ length: whole[direction] }, (_, at) => at).flatMap((at): readonly Cut[] => [
      { direction, at, isDelivered: true },
      { direction, at, isDelivered: false },
    ]),
  );
  const tried = sampled(cuts, 3);
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let index = lane; index < tried.length; index += 8) await runSession(`c${index}`, tried[index] ?? null);
  });
  await Promise.all(lanes);
  console.info(`${tried.length} of ${cuts.length} cuts: ${whole.out} frames out, ${whole.in} in`);
}, 240_000);
