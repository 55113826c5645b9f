import { closeCode } from '@lianxi/protocol';
import { createSqliteLog, readDocument } from '@lianxi/server';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { connectStock, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

it('[RL9] when the disk takes nothing more, nobody is told that it did; afterwards nothing is missing', async () => {
  // Over the connection whose file can be kept from growing.
  const harness = await startHarness(({ sqlite, clock }) => ({ roomLog: createSqliteLog(sqlite, clock) }));
  try {
    const address = harness.document('open/joint/a');
    const writer = await connectRaw(harness.url, address, 'm1111111');
    const observer = await connectRaw(harness.url, address, 'm2222222');
    observer.step1();
    writer.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    const write = (): void => {
      const index = doc.getMap('m').size;
      for (const update of updatesOf(doc, () => doc.getMap('m').set(`${index}`, 'x'.repeat(2_000))))
        writer.update(update);
    };
    write();
    await writer.until('stored', () => writer.last('acknowledged')?.frames === 2);
    const pages = harness.store.sqlite.pragma('page_count', { simple: true }) as number;
    harness.store.sqlite.pragma(`max_page_count = ${pages}`);
    for (let index = 0; index < 40 && writer.closed === null; index++) {
      write();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('told to come back later', () => writer.closed === closeCode.overloaded);
    await until('the others too', () => observer.closed === closeCode.overloaded);

    const kept = new Y.Doc();
    Y.applyUpdate(kept, readDocument(harness.store, address)?.update ?? new Uint8Array([0, 0]));
    expect(writer.last('acknowledged')?.frames).toBe(kept.getMap('m').size + 1);
    expect(observer.doc.getMap('m').size).toBe(kept.getMap('m').size);
    expect(kept.getMap('m').size).toBeLessThan(doc.getMap('m').size);

    harness.store.sqlite.pragma('max_page_count = 1073741823');
    const back = connectStock(harness.url, address, 'm1111111', doc);
    await whenSynced(back);
    const other = connectStock(harness.url, address, 'm2222222');
    await until('everything arrived', () => other.doc.getMap('m').size === doc.getMap('m').size);
    back.stop();
    other.stop();
  } finally {
    await harness.stop();
  }
});
