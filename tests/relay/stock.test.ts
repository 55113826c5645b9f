import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { connectStock, type Harness, type Stock, startHarness, until, whenSynced } from './harness.ts';

let harness: Harness;
const clients: Stock[] = [];
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await harness.stop();
});
const connect = (address: string, member: string, doc?: Y.Doc): Stock => {
  const client = connectStock(harness.url, address, member, doc);
  clients.push(client);
  return client;
};
const textOf = ({ doc }: Stock): string => doc.getText('t').toString();

describe('an unmodified y-websocket provider', () => {
  it('[RL1] converges with another, both ways, with presence', async () => {
    const address = harness.document('open/joint/a');
    const one = connect(address, 'm1111111');
    const two = connect(address, 'm2222222');
    await Promise.all([whenSynced(one), whenSynced(two)]);
    one.doc.getText('t').insert(0, 'hello ');
    two.doc.getMap('m').set('k', { deep: [1, 2, '三'] });
    await until('text at two', () => textOf(two) === 'hello ');
    await until('map at one', () => JSON.stringify(one.doc.getMap('m').toJSON()) === '{"k":{"deep":[1,2,"三"]}}');
    one.provider.awareness.setLocalStateField('user', { name: 'One', color: '#123456' });
    await until('presence', () => two.provider.awareness.getStates().get(one.doc.clientID)?.user?.name === 'One');
    one.stop();
    await until('presence taken away', () => !two.provider.awareness.getStates().has(one.doc.clientID));
  });

  it('[RL2] gets everything when it comes later, before it says synced', async () => {
    const address = harness.document('open/joint/a');
    const one = connect(address, 'm1111111');
    await whenSynced(one);
    for (let index = 0; index < 700; index++) one.doc.getText('t').insert(index, 'x');
    const marker = connect(address, 'm2222222');
    await until('all stored', () => textOf(marker).length === 700);
    const late = connect(address, 'm3333333');
    await whenSynced(late);
    expect(textOf(late)).toBe('x'.repeat(700));
  });

  it('[RL3] finds its work again after the relay was restarted, and sends what it wrote meanwhile', async () => {
    const address = harness.document('open/joint/a');
    const one = connect(address, 'm1111111');
    await whenSynced(one);
    one.doc.getText('t').insert(0, 'before ');
    await harness.restart();
    one.doc.getText('t').insert(7, 'after');
    const two = connect(address, 'm2222222');
    await until('both parts at two', () => textOf(two) === 'before after');
  });

  it('[RL4] keeps what was edited apart', async () => {
    const address = harness.document('open/joint/a');
    const one = connect(address, 'm1111111');
    const two = connect(address, 'm2222222');
    await Promise.all([whenSynced(one), whenSynced(two)]);
    one.doc.getText('t').insert(0, 'base');
    await until('base', () => textOf(two) === 'base');
    two.provider.disconnect();
    two.doc.getText('t').insert(4, ' two');
    two.doc.getText('t').delete(0, 1);
    one.doc.getText('t').insert(0, 'one ');
    two.provider.connect();
    await until('merged', () => textOf(one) === textOf(two) && textOf(one) === 'one ase two');
  });
});
