import { sealDocument } from '@lianxi/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isCampaign, sampled } from '../campaign.ts';
import { type Harness, startHarness, until } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';
import { attacks, isJoinable } from './support/attacks.ts';
import { carryPresence } from './support/carry-presence.ts';
import { startPlainServer } from './support/plain-server.ts';
import { openScene, type Scene } from './support/scene.ts';

let scene: Scene;

/** By day each attack comes by one of two ways, by turns; in a campaign by both. */
const byTurns = (way: 'socket' | 'channel') => {
  const numbered = [...attacks.entries()];
  return isCampaign ? numbered : numbered.filter(([index]) => (index % 2 === 0) === (way === 'socket'));
};

describe.each([
  ['a socket of the document’s own', 'socket'],
  ['a channel of one socket', 'channel'],
] as const)('[GD1] against this relay each attack fails on %s, and a pair in another room goes on', (_, way) => {
  let harness: Harness;
  let pair: readonly [Raw, Raw];
  const doc = new Y.Doc();
  beforeEach(async () => {
    harness = await startHarness();
    harness.gate.units.set('mhostile', ['unit-linxi']);
    harness.gate.units.set('m2222222', ['unit-linxi']);
    const address = harness.document('open/joint/healthy');
    pair = [await connectRaw(harness.url, address, 'm1111111'), await connectRaw(harness.url, address, 'm2222222')];
    pair[0].step2(Y.encodeStateAsUpdate(doc));
    pair[1].step1();
  });
  afterEach(async () => {
    scene.end();
    for (const raw of pair) raw.close();
    await harness.stop();
  });

  for (const [index, { name, kind, run }] of byTurns(way)) {
    it(name, async () => {
      const address = harness.document(`${kind}/joint/attacked-${index}`);
      scene = await openScene([harness.url], address, () => sealDocument(harness.store, address), way);
      expect(await run(scene)).toBe(false);
      const text = doc.getText('t');
      for (const update of updatesOf(doc, () => text.insert(text.length, `${index} `))) pair[0].update(update);
      await until('the healthy pair is served', () => pair[1].doc.getText('t').length === text.length);
      expect(await isJoinable(harness.url, address)).toBe(true);
      await harness.restart();
      expect(await isJoinable(harness.url, address)).toBe(true);
    });
  }
});

describe('[GD1] [GD5] against two relays on one file each attack fails as well', () => {
  let harness: Harness;
  let second: Awaited<ReturnType<Harness['beside']>>;
  beforeEach(async () => {
    harness = await startHarness({ pollEvery: 10, fanOut: carryPresence() });
    harness.gate.units.set('mhostile', ['unit-linxi']);
    harness.gate.units.set('m2222222', ['unit-linxi']);
    second = await harness.beside();
  });
  afterEach(async () => {
    scene.end();
    await second.stop();
    await harness.stop();
  });

  for (const [index, { name, kind, run }] of sampled(attacks, 3).entries()) {
    it(name, async () => {
      const address = harness.document(`${kind}/joint/attacked-${index}`);
      scene = await openScene([harness.url, second.url], address, () => sealDocument(harness.store, address));
      expect(await run(scene)).toBe(false);
      for (const url of scene.urls) expect(await isJoinable(url, address)).toBe(true);
      await harness.restart();
      for (const url of scene.urls) expect(await isJoinable(url, address)).toBe(true);
    });
  }
});

// Some of them everywhere, all of them in a campaign: an attack that has lost its sting must be noticed.
describe('[GD2] against a plain server the same attacks succeed', () => {
  let server: Awaited<ReturnType<typeof startPlainServer>>;
  beforeAll(async () => {
    server = await startPlainServer();
  });
  afterEach(() => scene.end());
  afterAll(() => server.stop());

  const real = attacks.filter(({ isOnRows }) => !isOnRows);
  for (const [index, { name, kind, run }] of sampled(real, 5).entries()) {
    it(name, async () => {
      scene = await openScene([server.url], `${kind}/joint/attacked-${index}`, () => {});
      expect(await run(scene)).toBe(true);
    });
  }
});
