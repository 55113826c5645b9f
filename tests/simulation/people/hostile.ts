import { kindDefinitions, recordId } from '@lianxi/documents';
import { pick } from '@lianxi/documents/testing';
import { bearerPrefix, decodeMessage, encodeAwareness, encodeSync, subprotocol, syncType } from '@lianxi/protocol';
import * as Y from 'yjs';
import { forbiddenMark } from '../oracle/archive.ts';
import type { Link, Network } from '../world/network.ts';
import type { World } from '../world/world.ts';
import { type Person, partsOf } from './cast.ts';

/**
 * Somebody with an account and a program of their own, who sends whatever may do harm: each of these bears a mark that
 * nobody honest may ever see, or is such that what it does would show as a divergence or a loss.
 */
export interface Hostile {
  readonly link: Link;
  attack(): void;
}

interface Target {
  readonly address: string;
  /** As the relay has told it. */
  readonly doc: Y.Doc;
  /** Updates of others, for repeating and for bending. */
  readonly heard: Uint8Array[];
  send(message: Uint8Array): void;
}

export const createHostile = (
  world: World,
  network: Network,
  person: Person,
  addresses: readonly string[],
): Hostile => {
  const luck = world.luckOf('hostile');
  const link = network.openLink('hostile');
  const process = world.createProcess('hostile');
  const Socket = link.socketClass(process);
  const lines = new Map<string, Target & { readonly socket: WebSocket }>();

  const connect = (address: string) => {
    const socket = new Socket(`ws://relay/sync/${address}`, [subprotocol, `${bearerPrefix}${person.member}`]);
    socket.binaryType = 'arraybuffer';
    const doc = new Y.Doc();
    const heard: Uint8Array[] = [];
    const send = (message: Uint8Array) => socket.readyState === Socket.OPEN && socket.send(message.slice());
    socket.onopen = () => {
      send(encodeSync(syncType.step1, Y.encodeStateVector(doc)));
      // Our own client would answer with what it has; this one has nothing to say yet.
      send(encodeSync(syncType.step2, new Uint8Array([0, 0])));
    };
    socket.onmessage = ({ data }) => {
      const said = decodeMessage(new Uint8Array(data as ArrayBuffer));
      if (said?.type !== 'step2' && said?.type !== 'update') return;
      heard.push(said.bytes);
      Y.applyUpdate(doc, said.bytes, 'relay');
    };
    socket.onclose = () => {
      if (lines.get(address)?.socket === socket) lines.delete(address);
    };
    lines.set(address, { address, doc, heard, send, socket });
  };

  return {
    link,
    attack: () => {
      const address = pick(addresses, luck);
      if (address === undefined) return;
      process.after(0, () => {
        const line = lines.get(address);
        if (!line) return connect(address);
        const attack = pick(attacks, luck);
        if (!attack) return;
        world.trace('hostile', `${attack.name} in ${partsOf(address).kind}`);
        attack(line, luck, person);
      });
    },
  };
};

type Attack = (target: Target, luck: () => number, self: Person) => void;

/** Writes into a copy of the document, and sends what that came to. */
const forge = ({ doc, send }: Target, write: (copy: Y.Doc) => void, client?: number) => {
  const copy = new Y.Doc();
  if (client !== undefined) copy.clientID = client;
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  if (client !== undefined) copy.clientID = client;
  const before = Y.encodeStateVector(copy);
  copy.transact(() => write(copy));
  send(encodeSync(syncType.update, Y.encodeStateAsUpdate(copy, before)));
};
const tablesOf = (address: string) => kindDefinitions[partsOf(address).kind]?.tables ?? [];
const someTable = (address: string, luck: () => number) =>
  pick(
    tablesOf(address).filter((table) => !table.isRecord),
    luck,
  );
const textField = (fields: object) => Object.keys(fields)[0] ?? 'name';
const isOpenKind = ({ address }: Target) => partsOf(address).kind === 'open';
const bytes = (...values: number[]) => Uint8Array.from(values);
const someClient = ({ doc }: Target, luck: () => number) => pick([...doc.store.clients.keys()], luck);

const attacks: readonly Attack[] = [
  function writesInAnothersName(target, luck) {
    const table = someTable(target.address, luck);
    if (!table) return;
    const row = { [textField(table.fields)]: forbiddenMark, $at: 1, $by: 'msecretar' };
    forge(target, (copy) => copy.getMap(table.name).set(`forged-${Math.floor(luck() * 1e9)}`, row));
  },
  function overwritesAnothersRow(target, luck, self) {
    const table = someTable(target.address, luck);
    const map = table && target.doc.getMap(table.name);
    const row =
      map &&
      pick(
        [...map.keys()].filter((key) => !key.includes('/')),
        luck,
      );
    if (!table || !row) return;
    forge(target, (copy) =>
      copy.getMap(table.name).set(row, { [textField(table.fields)]: forbiddenMark, $at: 1, $by: self.member }),
    );
  },
  function deletesWhatStands(target, luck) {
    if (isOpenKind(target)) return;
    const table = pick(tablesOf(target.address), luck);
    const map = table && target.doc.getMap(table.name);
    const key = map && pick([...map.keys()], luck);
    if (table && key) forge(target, (copy) => copy.getMap(table.name).delete(key));
  },
  function writesMeta(target) {
    if (isOpenKind(target)) return;
    forge(target, (copy) => copy.getMap('meta').set('version', forbiddenMark));
  },
  function writesElsewhere(target) {
    if (isOpenKind(target)) return;
    forge(target, (copy) => copy.getMap('cellar').set('a', forbiddenMark));
  },
  function writesAnEntryForAnother(target, luck) {
    if (partsOf(target.address).kind !== 'ledger') return;
    const id = `forged-${Math.floor(luck() * 1e9)}`;
    const entry = { id, unit: 'unit-linxi', step: 'promised', measure: 'yuan', quantity: 1, item: forbiddenMark };
    const rest = { date: '2026-09-01', by: 'munit0001', at: 1, reverses: null, need: null, offer: null };
    forge(target, (copy) => copy.getMap('entries').set(id, { ...entry, ...rest }));
  },
  function changesAnEntry(target, luck) {
    if (partsOf(target.address).kind !== 'ledger') return;
    const entries = target.doc.getMap<object>('entries');
    const id = pick([...entries.keys()], luck);
    if (id) forge(target, (copy) => copy.getMap('entries').set(id, { ...entries.get(id), item: forbiddenMark }));
  },
  function writesAnOutcome(target, luck) {
    if (partsOf(target.address).kind !== 'ledger') return;
    const id = pick([...target.doc.getMap('entries').keys()], luck) ?? recordId;
    const outcome = { state: 'refused', reason: forbiddenMark, at: 1 };
    forge(target, (copy) => copy.getMap('outcomes').set(id, outcome));
  },
  function nestsTypes(target) {
    if (isOpenKind(target)) return;
    forge(target, (copy) => {
      let map = new Y.Map();
      copy.getMap(tablesOf(target.address)[0]?.name ?? 'map').set('deep', map);
      for (let depth = 0; depth < 50; depth++) {
        const inner = new Y.Map();
        map.set(forbiddenMark, inner);
        map = inner;
      }
    });
  },
  /** What leans on something that is not there, and would come to life when somebody sends that. */
  function smugglesThePending(target, luck) {
    const copy = new Y.Doc();
    const updates: Uint8Array[] = [];
    copy.on('update', (update: Uint8Array) => updates.push(update));
    copy.getMap('meta').set('a', 1);
    copy.getMap('meta').set('version', forbiddenMark);
    const last = updates[1];
    if (last && !isOpenKind(target)) target.send(encodeSync(luck() < 0.5 ? syncType.update : syncType.step2, last));
  },
  /** The next clock of somebody else's client id, taken before they use it. */
  function takesAnothersClientId(target, luck) {
    const client = someClient(target, luck);
    if (client === undefined) return;
    if (isOpenKind(target)) forge(target, (copy) => copy.getMap('map').set('taken', 1), client);
    else forge(target, (copy) => copy.getXmlFragment('text/forged').insert(0, [new Y.XmlText(forbiddenMark)]), client);
  },
  /** Other contents for clocks that are taken. */
  function tellsThePastOtherwise(target, luck) {
    const client = someClient(target, luck);
    if (client === undefined) return;
    const copy = new Y.Doc();
    copy.clientID = client;
    const state = Y.getState(target.doc.store, client);
    for (let count = 0; count < Math.min(20, state); count++) copy.getMap('map').set('a', forbiddenMark);
    target.send(encodeSync(syncType.update, Y.encodeStateAsUpdate(copy)));
  },
  /** A place without contents, which blocks a client id for good. */
  function leavesAHole(target, luck) {
    const client = someClient(target, luck) ?? 1;
    const clock = Y.getState(target.doc.store, client) + Math.floor(luck() * 3);
    const update = [1, 1, ...varUint(client), ...varUint(clock), 0, ...varUint(1 + Math.floor(luck() * 5)), 0];
    target.send(encodeSync(syncType.update, bytes(...update)));
  },
  function repeatsItself({ heard, send }, luck) {
    for (let count = 0; count < 3; count++) {
      const update = pick(heard, luck);
      if (update) send(encodeSync(luck() < 0.5 ? syncType.update : syncType.step2, update));
    }
  },
  function asksAgainAndAgain({ doc, send }) {
    for (let count = 0; count < 4; count++) send(encodeSync(syncType.step1, Y.encodeStateVector(doc)));
    send(encodeSync(syncType.step1, bytes(0)));
  },
  function sendsNoise({ send }, luck) {
    send(Uint8Array.from({ length: Math.floor(luck() * 40) }, () => Math.floor(luck() * 256)));
  },
  function promisesMuch({ send }) {
    send(encodeSync(syncType.update, bytes(1, 255, 255, 255, 255, 7, 1, 0)));
  },
  function crowdsThePresence({ send }, luck) {
    const entries = Array.from({ length: 20 }, () => ({
      client: Math.floor(luck() * 2 ** 32),
      clock: 1,
      state: JSON.stringify({ user: { member: 'msecretar', name: forbiddenMark } }),
    }));
    send(encodeAwareness(entries));
  },
];

const varUint = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varUint(Math.floor(value / 128))];
