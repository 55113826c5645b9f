import { encodeAwareness } from '@lianxi/protocol';
import * as Y from 'yjs';
import { connectStock, type Stock, until, whenSynced } from '../harness.ts';
import { type Raw, updatesOf } from '../raw.ts';
import { deleted, embed, type Forged, forge, gc, nestedMap, value, values, words } from './forge.ts';
import { hasPending, haveDiverged, type Scene } from './scene.ts';

/**
 * What a member with a valid account and a program of their own can do to the others over the wire. Each says whether the
 * harm was done. Client ids of the attacker's own are below 1,000.
 */
export interface Attack {
  readonly name: string;
  readonly kind: 'open' | 'minutes' | 'ledger';
  /** It aims at what a plain server does not have: rows, and whoever is known by them alone. */
  readonly isOnRows?: true;
  /** Whether anybody was harmed. */
  run(scene: Scene): Promise<boolean>;
}

const textOf = ({ doc }: { readonly doc: Y.Doc }): string => doc.getText('t').toString();
const entryId = '01990000-0000-7000-8000-000000000001';
const entry = (unit: string, by: string, quantity: number) => ({
  id: entryId,
  unit,
  step: 'promised',
  measure: 'yuan',
  quantity,
  item: '材料费',
  date: '2026-09-10',
  by,
  at: 1_760_000_000_000,
  reverses: null,
  need: null,
  offer: null,
});

/** Somebody else's client id is seen in the presence list, and written under while they are away. */
const preempt =
  (structs: (client: number) => Uint8Array): Attack['run'] =>
  async (scene) => {
    const { anna, bao } = scene;
    const client = anna.doc.clientID;
    const attacker = await scene.attack();
    anna.provider.awareness.setLocalStateField('here', true);
    await attacker.until('Anna is seen', () => attacker.last('awareness') !== undefined);
    await scene.settle();
    await leave(anna);
    anna.doc.getText('t').insert(0, 'Anna');
    attacker.update(structs(client));
    await scene.settle(attacker);
    anna.provider.connect();
    return !(await eventually(() => textOf(bao).includes('Anna') && textOf(anna) === textOf(bao)));
  };

/** Whether it comes to pass; what was harmed never does. */
const eventually = async (condition: () => boolean): Promise<boolean> =>
  until('', condition, 2_000).then(
    () => true,
    () => false,
  );

const leave = async ({ provider }: Stock): Promise<void> => {
  provider.disconnect();
  await until('the socket is closed', () => !provider.wsconnected);
};

const throws = (act: () => void): boolean => {
  try {
    act();
    return false;
  } catch {
    return true;
  }
};

/** Sends bytes made by hand; the harm shows at Bao, or at whoever comes later. */
const send =
  (make: () => readonly Uint8Array[], isHarmed: (bao: Y.Doc, late: Y.Doc) => boolean): Attack['run'] =>
  async (scene) => {
    const attacker = await scene.attack();
    for (const bytes of make()) attacker.update(bytes);
    await scene.settle(attacker);
    const late = await scene.late();
    return isHarmed(scene.bao.doc, late.doc);
  };

/** Writes as a program of one's own would, without the app's rules. */
const write =
  (act: (doc: Y.Doc) => void, isHarmed: (bao: Y.Doc) => boolean): Attack['run'] =>
  async (scene) => {
    const attacker = await scene.attack();
    for (const update of updatesOf(attacker.doc, () => act(attacker.doc))) attacker.update(update);
    await scene.settle(attacker);
    return isHarmed(scene.bao.doc);
  };

const nestedMaps = (depth: number): Uint8Array => {
  const structs: Forged[] = [{ parent: 'm', key: 'deep', content: nestedMap }];
  for (let clock = 1; clock < depth; clock++) {
    structs.push({ parent: [7, clock - 1], key: 'k', content: nestedMap });
  }
  return forge([{ client: 7, clock: 0, structs }]);
};

const alternating = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, index) => [2 * index, 1] as const);

export const attacks: readonly Attack[] = [
  {
    name: 'a pre-empted client id: other words under the clocks of somebody who is away',
    kind: 'open',
    run: preempt((client) => forge([{ client, clock: 0, structs: [{ parent: 't', content: words('Fake') }] }])),
  },
  {
    name: 'a GC struct of 15 bytes under the client id of somebody else, who can never write again',
    kind: 'open',
    run: preempt((client) => forge([{ client, clock: 0, structs: [gc(2 ** 23)] }])),
  },
  {
    name: 'deleted clocks in place of what somebody has not sent yet',
    kind: 'open',
    run: preempt((client) => forge([{ client, clock: 0, structs: [{ parent: 't', content: deleted(4) }] }])),
  },
  {
    name: 'going on under the client id of somebody whose words stand there already',
    kind: 'open',
    run: async (scene) => {
      const { anna, bao } = scene;
      anna.doc.getText('t').insert(0, 'Anna');
      await until('Bao has it', () => textOf(bao) === 'Anna');
      const attacker = await scene.attack();
      await leave(anna);
      anna.doc.getText('t').insert(4, '!');
      const client = anna.doc.clientID;
      const struct = { origin: [client, 3] as const, content: words('?') };
      attacker.update(forge([{ client, clock: 4, structs: [struct] }]));
      await scene.settle(attacker);
      anna.provider.connect();
      await until('Anna is back', () => anna.provider.wsconnected && anna.provider.synced);
      await scene.settle();
      return haveDiverged(anna.doc, bao.doc);
    },
  },
  {
    name: 'a fork: two sockets of one member write under one client id, each its own words',
    kind: 'open',
    run: async (scene) => {
      const docs = ['one', 'two'].map((text) => {
        const doc = new Y.Doc();
        doc.clientID = 99;
        doc.getText('t').insert(0, text);
        return doc;
      });
      const twins = await Promise.all(docs.map((doc, index) => scene.enter(doc, scene.urls[index])));
      await scene.settle();
      // Whoever was not told believes that all is well.
      const believe = twins.filter(({ isTold }) => !isTold).map(({ doc }) => JSON.stringify(doc.toJSON()));
      return new Set(believe).size > 1;
    },
  },
  {
    name: 'a forbidden write smuggled in as a pending struct',
    kind: 'minutes',
    run: send(
      () => {
        const header = { parent: 'header', key: 'self/place', content: value(['会议室', 1, 'mhostile']) };
        const meta = { parent: 'meta', key: 'version', content: value(999) };
        const later = forge([{ client: 7, clock: 1, structs: [meta] }]);
        return [later, forge([{ client: 7, clock: 0, structs: [header] }])];
      },
      (bao) => bao.getMap('meta').get('version') === 999,
    ),
  },
  {
    name: 'a forbidden write behind a permitted one in one update',
    kind: 'minutes',
    run: write(
      (doc) => {
        doc.transact(() => {
          doc.getMap('header').set('self/place', ['会议室', 1, 'mhostile']);
          doc.getMap('meta').set('version', 999);
        });
      },
      (bao) => bao.getMap('meta').get('version') === 999,
    ),
  },
  {
    name: 'structs that wait for ever: everybody keeps them and sends them on',
    kind: 'open',
    run: send(
      () => [forge([{ client: 7, clock: 5, structs: [{ parent: 't', content: words('late') }] }])],
      (bao, late) => hasPending(bao) || hasPending(late),
    ),
  },
  {
    name: 'one client told twice in one update: Yjs forgets the first half',
    kind: 'open',
    run: send(
      () => [
        forge([
          { client: 7, clock: 0, structs: [{ parent: 't', content: words('first') }] },
          { client: 7, clock: 5, structs: [{ parent: 't', content: words('second') }] },
        ]),
      ],
      (bao, late) => hasPending(bao) || hasPending(late),
    ),
  },
  {
    name: 'deletions of what does not exist',
    kind: 'open',
    run: send(
      () => [forge([], [{ client: 7, ranges: [[0, 1_000]] }])],
      (bao, late) => hasPending(bao) || hasPending(late),
    ),
  },
  {
    name: 'maps nested 3,000 deep: whoever deletes them dies',
    kind: 'open',
    run: send(
      () => [nestedMaps(3_000)],
      (bao) => throws(() => bao.getMap('m').delete('deep')),
    ),
  },
  {
    name: 'a value nested 100,000 deep: whoever writes it down dies, the server too, and nobody can join any more',
    kind: 'open',
    run: async (scene) => {
      const attacker = await scene.attack();
      const content = embed('['.repeat(100_000) + ']'.repeat(100_000));
      attacker.update(forge([{ client: 7, clock: 0, structs: [{ parent: 't', content }] }]));
      const late = connectStock(scene.urls[0], scene.address, 'm3333333');
      const isServed = await eventually(() => late.provider.synced);
      late.stop();
      return !isServed || throws(() => Y.encodeStateAsUpdate(scene.bao.doc));
    },
  },
  {
    name: '7 bytes that allocate 162 MB',
    kind: 'open',
    run: async (scene) => {
      const attacker = await scene.attack();
      await scene.settle(attacker);
      let most = 0;
      const before = process.memoryUsage().heapUsed;
      const timer = setInterval(() => {
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }, 0);
      attacker.update(new Uint8Array([1, 0xff, 0xff, 0xff, 0x09, 7, 0]));
      await scene.settle(attacker);
      await until('it was looked', () => most !== 0);
      clearInterval(timer);
      return most > 120e6;
    },
  },
  {
    name: '100,000 forged client ids, which everybody carries in every state vector from then on',
    kind: 'open',
    run: send(
      () => [
        forge(
          Array.from({ length: 100_000 }, (_, index) => ({
            client: 1_000_000_000 - index,
            clock: 0,
            structs: [{ parent: 'm', key: `k${index}`, content: value(1) }],
          })),
        ),
      ],
      (bao) => Y.decodeStateVector(Y.encodeStateVector(bao)).size > 10_000,
    ),
  },
  {
    name: '100,000 people who are not there, shown to every newcomer',
    kind: 'open',
    run: async (scene) => {
      const attacker = await scene.attack();
      const entries = Array.from({ length: 100_000 }, (_, index) => ({ client: index, clock: 1, state: '{"a":1}' }));
      attacker.send(encodeAwareness(entries));
      await scene.settle(attacker);
      const late = await scene.late();
      await scene.settle();
      return late.provider.awareness.getStates().size > 1_000;
    },
  },
  {
    name: "somebody else's presence is taken away, or overwritten",
    kind: 'open',
    run: async (scene) => {
      const { anna, bao } = scene;
      const seen: unknown[] = [];
      bao.provider.awareness.on('change', () =>
        seen.push(bao.provider.awareness.getStates().get(anna.doc.clientID)?.user),
      );
      anna.provider.awareness.setLocalStateField('user', { name: 'Anna' });
      await scene.settle();
      const attacker = await scene.attack();
      attacker.awareness(anna.doc.clientID, 1_000, { user: { name: 'somebody else' } });
      await scene.settle(attacker);
      return seen.some((user) => JSON.stringify(user ?? '').includes('somebody else'));
    },
  },
  {
    name: '60,000 deletions in the middle of one text, which every device works off one by one',
    kind: 'open',
    run: send(
      () => [
        forge([{ client: 7, clock: 0, structs: [{ parent: 't', content: words('x'.repeat(120_000)) }] }]),
        forge([], [{ client: 7, ranges: alternating(60_000) }]),
      ],
      (bao) => bao.getText('t').length === 60_000,
    ),
  },
  {
    name: 'a key of a megabyte',
    kind: 'open',
    run: write(
      (doc) => doc.getMap('m').set('k'.repeat(1_000_000), 1),
      (bao) => bao.getMap('m').size > 0,
    ),
  },
  {
    name: 'an attachment of eight megabytes, which everybody must load',
    kind: 'open',
    run: write(
      (doc) => doc.getMap('m').set('k', 'x'.repeat(8_000_000)),
      (bao) => bao.getMap('m').size > 0,
    ),
  },
  {
    name: 'an entry of the ledger is changed afterwards',
    kind: 'ledger',
    run: async (scene) => {
      scene.bao.doc.getMap('entries').set(entryId, entry('unit-linxi', 'm2222222', 800_000));
      await scene.settle();
      const attacker = await scene.attack();
      await until('the entry is there', () => attacker.doc.getMap('entries').size === 1);
      for (const quantity of [1]) {
        const [update] = updatesOf(attacker.doc, () =>
          attacker.doc.getMap('entries').set(entryId, entry('unit-linxi', 'mhostile', quantity)),
        );
        attacker.update(update as Uint8Array);
      }
      await scene.settle(attacker);
      return (scene.anna.doc.getMap('entries').get(entryId) as { quantity?: number } | undefined)?.quantity !== 800_000;
    },
  },
  {
    name: 'an entry of the ledger is deleted',
    kind: 'ledger',
    run: async (scene) => {
      scene.bao.doc.getMap('entries').set(entryId, entry('unit-linxi', 'm2222222', 800_000));
      await scene.settle();
      const attacker = await scene.attack();
      await until('the entry is there', () => attacker.doc.getMap('entries').size === 1);
      const [update] = updatesOf(attacker.doc, () => attacker.doc.getMap('entries').delete(entryId));
      attacker.update(update as Uint8Array);
      await scene.settle(attacker);
      return !scene.anna.doc.getMap('entries').has(entryId);
    },
  },
  {
    name: 'an entry in the name of another unit',
    kind: 'ledger',
    run: write(
      (doc) => doc.getMap('entries').set(entryId, entry('unit-other', 'mhostile', 1)),
      (bao) => bao.getMap('entries').size > 0,
    ),
  },
  {
    name: 'an entry under the name of somebody else',
    kind: 'ledger',
    run: write(
      (doc) => doc.getMap('entries').set(entryId, entry('unit-linxi', 'm1111111', 1)),
      (bao) => bao.getMap('entries').size > 0,
    ),
  },
  {
    name: "an entry is declared posted: the server's part is written by a person",
    kind: 'ledger',
    run: write(
      (doc) => doc.getMap('outcomes').set(entryId, { state: 'posted', number: 1, at: 1 }),
      (bao) => bao.getMap('outcomes').size > 0,
    ),
  },
  {
    name: 'a meeting is declared signed by hand',
    kind: 'minutes',
    run: write(
      (doc) => doc.getMap('header').set('self/state', ['signed', 1, 'mhostile']),
      (bao) => JSON.stringify(bao.getMap('header').get('self/state') ?? '').includes('signed'),
    ),
  },
  {
    name: 'a meeting is declared signed in the record itself',
    kind: 'minutes',
    run: write(
      (doc) => doc.getMap('header').set('self', { state: 'signed', $at: 1, $by: 'mhostile' }),
      (bao) => JSON.stringify(bao.getMap('header').get('self') ?? '').includes('signed'),
    ),
  },
  {
    name: 'a meeting that is signed off is changed',
    kind: 'minutes',
    run: async (scene) => {
      scene.bao.doc.getMap('header').set('self/place', ['会议室', 1, 'm2222222']);
      await scene.settle();
      scene.seal();
      const attacker = await scene.attack();
      const change = () => attacker.doc.getMap('header').set('self/place', ['别处', 2, 'mhostile']);
      for (const update of updatesOf(attacker.doc, change)) attacker.update(update);
      await scene.settle(attacker);
      return JSON.stringify(scene.anna.doc.getMap('header').get('self/place')).includes('别处');
    },
  },
  {
    name: "somebody else's stamp under one's own words",
    kind: 'minutes',
    run: write(
      (doc) => doc.getMap('header').set('self/place', ['会议室', 1, 'm1111111']),
      (bao) => bao.getMap('header').size > 0,
    ),
  },
  {
    name: 'a container that the app does not know, for contraband',
    kind: 'minutes',
    run: write(
      (doc) => doc.getMap('elsewhere').set('k', 'contraband'),
      (bao) => bao.share.has('elsewhere') && bao.getMap('elsewhere').size > 0,
    ),
  },
  {
    name: 'a write hidden behind the origin of something in another container',
    kind: 'minutes',
    run: async (scene) => {
      scene.bao.doc.getMap('header').set('self/place', ['会议室', 1, 'm2222222']);
      await scene.settle();
      const attacker = await scene.attack();
      await until('it is there', () => attacker.doc.getMap('header').size === 1);
      const { clientID } = scene.bao.doc;
      // Right of the cell, so in the header; and with a right neighbour of one's own in `meta`.
      const structs = [{ parent: 'meta', key: 'version', content: value(999) }];
      attacker.update(forge([{ client: 7, clock: 0, structs }]));
      const hidden = [{ origin: [clientID, 0] as const, rightOrigin: [7, 0] as const, content: value(999) }];
      attacker.update(forge([{ client: 8, clock: 0, structs: hidden }]));
      await scene.settle(attacker);
      return scene.anna.doc.getMap('meta').get('version') === 999;
    },
  },
  {
    name: 'two sockets that write by turns during one commit, each on top of the other, and spoil the room for whoever opens it next',
    kind: 'open',
    isOnRows: true,
    run: async (scene) => {
      const { anna, bao } = scene;
      const sockets = [await scene.attack(), await scene.attack()];
      const [one, two] = sockets as [Raw, Raw];
      let shown = 0;
      const say = async (raw: Raw, update: Uint8Array): Promise<void> => {
        const mark = ++shown;
        raw.update(update);
        raw.awareness(raw === one ? 101 : 102, mark, { mark });
        await raw.until('it was read', () => isShown(raw, mark));
      };
      // So much that it is committed beside the loop; what is said meanwhile is stored together.
      const much = { parent: 'much', content: values(Array.from({ length: 5 }, () => 'x'.repeat(900_000))) };
      await say(one, forge([{ client: 6, clock: 0, structs: [much] }]));
      await say(one, forge([{ client: 7, clock: 0, structs: [{ parent: 't', content: words('A') }] }]));
      await say(two, forge([{ client: 8, clock: 0, structs: [{ origin: [7, 0], content: words('B') }] }]));
      await say(one, forge([{ client: 7, clock: 1, structs: [{ origin: [8, 0], content: words('C') }] }]));
      await until('all have it', () => textOf(anna) === 'ABC' && textOf(bao) === 'ABC');
      for (const raw of sockets) raw.close();
      for (const person of [anna, bao]) await leave(person);
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const person of [anna, bao]) person.provider.connect();
      await eventually(() => anna.provider.synced && bao.provider.synced);
      anna.doc.getText('t').insert(3, '!');
      return !(await eventually(() => textOf(bao) === 'ABC!'));
    },
  },
];

const isShown = ({ heard }: Raw, mark: number): boolean =>
  heard.some(
    (said) =>
      said.type === 'awareness' && Buffer.from(said.bytes).toString('latin1').includes(JSON.stringify({ mark })),
  );

/** A newcomer loads the document and finds it in order. */
export const isJoinable = async (url: string, address: string): Promise<boolean> => {
  const stock = connectStock(url, address, 'm9999999');
  await whenSynced(stock);
  const isSound = !hasPending(stock.doc) && !throws(() => Y.encodeStateAsUpdate(stock.doc));
  stock.stop();
  return isSound;
};
