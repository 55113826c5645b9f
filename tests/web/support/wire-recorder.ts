/**
 * Every byte between a browser and the server, whoever in the browser asked for it: page, worker, socket or service worker. The
 * browser is given this address instead of the server's; nothing is changed on the way.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface WireRecorder {
  /** What the browser takes for the server. */
  readonly origin: string;
  /** All that came down to the browser and, after it, all that the browser sent, as text; a connection after the other. */
  down(): string;
  up(): string;
  /** Cuts what is open and takes no more, as a dead network does; and lets through again. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

interface Recorded {
  readonly down: Buffer[];
  readonly up: Buffer[];
}

export const recordWire = async (serverOrigin: string): Promise<WireRecorder> => {
  const port = Number(new URL(serverOrigin).port);
  const connections: Recorded[] = [];
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((browser) => {
    if (isCut) return browser.destroy();
    const recorded: Recorded = { down: [], up: [] };
    connections.push(recorded);
    const relay = connect(port, '127.0.0.1');
    for (const socket of [browser, relay]) keep(socket);
    relay.on('data', (bytes: Buffer) => recorded.down.push(bytes));
    browser.on('data', (bytes: Buffer) => recorded.up.push(bytes));
    browser.pipe(relay).pipe(browser);
    browser.once('close', () => relay.destroy());
    relay.once('close', () => browser.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const text = (way: keyof Recorded) => connections.map((each) => Buffer.concat(each[way]).toString('utf8')).join('\n');
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down: () => text('down'),
    up: () => text('up'),
    cut: () => {
      isCut = true;
      cutAll();
    },
    restore: () => {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
};

/** Which of many words, each of two letters and more, stand in a text; also where it writes them as `%E5…` or `\u5f20`. */
export const wordsIn = (text: string, words: ReadonlySet<string>): ReadonlySet<string> => {
  const byBeginning = Map.groupBy(words, (word) => word.slice(0, 2));
  const found = new Set<string>();
  for (const spelt of [text, unescaped(text), unquoted(text)]) {
    for (let at = 0; at < spelt.length; at++) {
      for (const word of byBeginning.get(spelt.slice(at, at + 2)) ?? []) {
        if (spelt.startsWith(word, at)) found.add(word);
      }
    }
  }
  return found;
};

/** The runs of `%E5%BC%A0` alone: the rest has been looked through already. */
const unescaped = (text: string): string =>
  [...text.matchAll(/(?:%[0-9A-Fa-f]{2})+/g)]
    .map(([run]) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .join('\n');
const unquoted = (text: string): string =>
  [...text.matchAll(/(?:\\u[0-9A-Fa-f]{4})+/g)]
    .map(([run]) => run.replaceAll(/\\u(.{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))))
    .join('\n');
