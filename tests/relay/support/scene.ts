import { decodeMessage, encodeSync, syncType } from '@lianxi/protocol';
import * as Y from 'yjs';
import { connectStock, type Stock, until, whenSynced } from '../harness.ts';
import { connectRaw, type Raw } from '../raw.ts';
import { connectRawChannel } from '../raw-channels.ts';

/**
 * A document on some server, two people who work in it with stock clients, and somebody who means harm. Where there are two
 * servers on one file, Anna is alone on the first.
 */
export interface Scene {
  readonly urls: readonly [string, ...string[]];
  readonly address: string;
  readonly anna: Stock;
  readonly bao: Stock;
  /** What the third member speaks on, with that member's right to write. */
  attack(): Promise<Raw>;
  /** Another client of the third member's, with a document of its own that it brings along. */
  enter(doc: Y.Doc, url?: string): Promise<Entered>;
  /** The server has read everything that the attacker sent, and both others have everything that came of it. */
  settle(attacker?: Raw): Promise<void>;
  /** The document is signed off, where the server knows what that is. */
  seal(): void;
  /** Somebody who comes later. */
  late(): Promise<Stock>;
  end(): void;
}

export interface Entered {
  readonly doc: Y.Doc;
  /** It knows that something is wrong: it was refused, or shown out for good. */
  readonly isTold: boolean;
}

/** What the third member speaks on: a socket for the document, as stock clients do, or a channel of one for all. */
export type Way = 'socket' | 'channel';

export const openScene = async (
  urls: Scene['urls'],
  address: string,
  seal: () => void,
  way: Way = 'socket',
): Promise<Scene> => {
  const stocks: Stock[] = [];
  const raws: Raw[] = [];
  const [first] = urls;
  const last = urls.at(-1) ?? first;
  const join = (member: string, url: string): Stock => {
    const stock = connectStock(url, address, member);
    stock.doc.getText('t');
    stock.doc.getMap('m');
    stocks.push(stock);
    return stock;
  };
  const anna = join('m1111111', first);
  const bao = join('m2222222', last);
  await Promise.all([anna, bao].map(whenSynced));
  let fence = 0;
  const hear = async (from: Stock, to: Stock): Promise<void> => {
    const mark = ++fence;
    from.provider.awareness.setLocalStateField('fence', mark);
    const shown = () => to.provider.awareness.getStates().get(from.doc.clientID)?.fence === mark;
    if (from.provider.wsconnected && to.provider.wsconnected) await until('the fence was seen', shown);
  };
  return {
    urls,
    address,
    anna,
    bao,
    seal,
    enter: async (doc, url = last) => {
      if (way === 'socket') {
        const stock = connectStock(url, address, 'mhostile', doc);
        stocks.push(stock);
        const entered = {
          doc,
          get isTold() {
            return !stock.provider.shouldConnect;
          },
        };
        await until('in or told', () => stock.provider.synced || entered.isTold);
        return entered;
      }
      const raw = await connectRawChannel(url, address, 'mhostile');
      raws.push(raw);
      raw.step1();
      raw.step2(Y.encodeStateAsUpdate(doc));
      await until('answered', () => raw.last('step2') !== undefined && raw.last('acknowledged') !== undefined);
      for (const each of raw.heard) if ('bytes' in each) applyTo(doc, each);
      return { doc, isTold: raw.last('refused') !== undefined || raw.closed !== null };
    },
    attack: async () => {
      const raw = await (way === 'channel'
        ? connectRawChannel(last, address, 'mhostile')
        : connectRaw(last, address, 'mhostile', false));
      raws.push(raw);
      // Whatever was there before; it speaks like anybody else until it begins.
      raw.step1();
      await until('answered', () => raw.last('step2') !== undefined);
      raw.step2(Y.encodeStateAsUpdate(new Y.Doc()));
      return raw;
    },
    settle: async (attacker) => {
      if (attacker && attacker.closed === null) {
        const heard = () => attacker.heard.filter(({ type }) => type === 'step2').length;
        const before = heard();
        attacker.step1();
        await until('the server has read it all', () => attacker.closed !== null || heard() > before, 30_000);
      }
      // What one server has stored another may not have looked for yet.
      if (first !== last) await Promise.all([anna, bao].map(askAnew));
      await hear(anna, bao);
      await hear(bao, anna);
    },
    late: async () => {
      const stock = join('m3333333', first);
      await whenSynced(stock);
      return stock;
    },
    end: () => {
      for (const raw of raws) raw.close();
      for (const stock of stocks) {
        // Where Yjs has changed the id, y-websocket looks for a presence under it that is not there, and throws.
        stock.doc.clientID = stock.provider.awareness.clientID;
        stock.stop();
      }
    },
  };
};

const applyTo = (doc: Y.Doc, { type, bytes }: { readonly type: string; readonly bytes: Uint8Array }): void => {
  if (type === 'step2' || type === 'update') Y.applyUpdate(doc, bytes);
};

/** Asks the server for everything that is stored, as at the beginning. */
const askAnew = async ({ doc, provider }: Stock): Promise<void> => {
  const { ws } = provider;
  if (!ws || !provider.wsconnected) return;
  let isAnswered = false;
  const hear = ({ data }: { readonly data: unknown }): void => {
    isAnswered ||= decodeMessage(new Uint8Array(data as ArrayBuffer))?.type === 'step2';
  };
  ws.addEventListener('message', hear);
  ws.send(encodeSync(syncType.step1, Y.encodeStateVector(doc)).slice());
  await until('answered anew', () => isAnswered || !provider.wsconnected);
  ws.removeEventListener('message', hear);
};

/** Two documents that take themselves for equal and are not: nothing will ever mend it. */
export const haveDiverged = (one: Y.Doc, other: Y.Doc): boolean => {
  const vectors = [one, other].map((doc) => JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort()));
  return vectors[0] === vectors[1] && JSON.stringify(one.toJSON()) !== JSON.stringify(other.toJSON());
};

export const hasPending = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null;
