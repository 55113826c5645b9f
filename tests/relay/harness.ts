import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, type AddressParts, parseAddress, type Rights } from '@lianxi/access';
import { err, ok } from '@lianxi/base';
import {
  createDocument,
  createRelay,
  type Gate,
  openStore,
  type Relay,
  type RelayOptions,
  type Store,
} from '@lianxi/server';
import { WebSocket as NodeWebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** A real relay on a real port over a real file, with a gate that knows its people by their tokens. */
export interface Harness {
  readonly relay: Relay;
  readonly store: Store;
  readonly folder: string;
  readonly url: string;
  readonly port: number;
  readonly gate: TestGate;
  document(address: string, seed?: Uint8Array): Address;
  /** Stops the relay and starts another over the same file and port. */
  restart(): Promise<void>;
  /** A second relay over the same file, as another process would be. */
  beside(): Promise<{ readonly url: string; readonly store: Store; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** Tokens are members' ids. Rights are `write` for everybody unless set otherwise. */
export interface TestGate extends Gate {
  readonly rights: Map<string, Rights>;
  readonly committee: Set<string>;
  /** The scopes that somebody enters contributions for. */
  readonly units: Map<string, readonly string[]>;
  /** Members whose sessions have ended. */
  readonly ended: Set<string>;
}

export const createTestGate = (): TestGate => {
  const rights = new Map<string, Rights>();
  const committee = new Set<string>();
  const units = new Map<string, readonly string[]>();
  const ended = new Set<string>();
  return {
    rights,
    committee,
    units,
    ended,
    authenticate: (request) => {
      const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(',');
      const bearer = offered.map((each) => each.trim()).find((each) => each.startsWith('lianxi.bearer.'));
      const member = bearer?.slice('lianxi.bearer.'.length);
      return member ? ok({ member, name: `name of ${member}`, session: member }) : err({ type: 'Unauthenticated' });
    },
    isAlive: (principal) => !ended.has(principal.member),
    rightsFor: (principal) => rights.get(principal.member) ?? 'write',
    standingOf: (principal) => ({
      isCommittee: committee.has(principal.member),
      units: units.get(principal.member) ?? [],
    }),
  };
};

export const partsOf = (address: string): AddressParts => {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new Error(`no address: ${address}`);
  return parsed.value;
};

export const startHarness = async (options: Options = {}): Promise<Harness> => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-relay-'));
  const gate = createTestGate();
  let running = await listen(folder, gate, options, 0);
  const { port } = running;
  return {
    get relay() {
      return running.relay;
    },
    get store() {
      return running.store;
    },
    folder,
    port,
    url: `ws://127.0.0.1:${port}/sync`,
    gate,
    document: (address, seed) => {
      const parts = partsOf(address);
      createDocument(running.store, { parts, title: address, createdBy: null, isDemo: false, seed: seed ?? null });
      return parts.address;
    },
    restart: async () => {
      await running.stop();
      running = await listen(folder, gate, options, port);
    },
    beside: async () => {
      const second = await listen(folder, gate, options, 0);
      return { url: `ws://127.0.0.1:${second.port}/sync`, store: second.store, stop: second.stop };
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Options, or a function of the store that makes them: a test's own log over the same file. */
export type Options = Partial<RelayOptions> | ((store: Store) => Partial<RelayOptions>);

export const listen = async (folder: string, gate: Gate, options: Options, port: number) => {
  const opened = openStore(folder);
  if (!opened.ok) throw new Error(opened.error.type);
  const store = opened.value;
  const relay = createRelay({ store, gate, ...(typeof options === 'function' ? options(store) : options) });
  const server: Server = createServer((_request, response) => response.end());
  server.on('upgrade', relay.handleUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    relay,
    store,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await relay.close();
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
};

// Each provider listens for the end of the process; forty of them are no leak.
process.setMaxListeners(200);

/** An unmodified `y-websocket` client. */
export interface Stock {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  stop(): void;
}

export const connectStock = (
  url: string,
  address: string,
  member: string,
  doc: Y.Doc = new Y.Doc(),
  options: { readonly connect?: boolean } = {},
): Stock => {
  const provider = new WebsocketProvider(url, address, doc, {
    WebSocketPolyfill: NodeWebSocket as unknown as typeof WebSocket,
    protocols: [`lianxi.bearer.${member}`],
    disableBc: true,
    ...options,
  });
  return {
    doc,
    provider,
    stop: () => {
      provider.destroy();
      doc.destroy();
    },
  };
};

/** Waits until the condition holds; fails with `what` after `limit` ms. */
export const until = async (what: string, condition: () => boolean, limit = 30_000): Promise<void> => {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${limit} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

export const whenSynced = (stock: Stock): Promise<void> => until('synced', () => stock.provider.synced);
