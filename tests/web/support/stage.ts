/** A whole server in the test's own process: it stops, comes back on its port with another build, or leaves the port to a stranger. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { communityScope, type DocumentKind, parseAddress, type Role, type Scope, toAddress } from '@lianxi/access';
import { createUuid } from '@lianxi/base';
import { createDocument, type House, openHouse, seedOf } from '@lianxi/server';
import type { BrowserContext } from '@playwright/test';
import { builtApp } from './builds.ts';

export interface Stage {
  readonly origin: string;
  readonly dataFolder: string;
  house(): House;
  /** Makes a document; returns its address. */
  document(kind: DocumentKind, scope: string, title: string): string;
  /** Makes an account and signs the browser in. */
  enter(context: BrowserContext, name: string, role?: Role, scope?: string): Promise<void>;
  /** Stops, and comes back on the same port; with another build where one is given. */
  restart(siteFolder?: string): Promise<void>;
  /** Stops; on the port somebody else answers until `restart`. */
  replaceBy(answer: RequestListener): Promise<void>;
  dispose(): Promise<void>;
}

const passphrase = 'correct horse battery';

export const openStage = async (): Promise<Stage> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lianxi-stage-'));
  const open = async (port: number, siteFolder: string): Promise<House> => {
    const opened = await openHouse({ dataFolder, host: '127.0.0.1', port, siteFolder });
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  let house = await open(0, builtApp);
  const { port } = house;
  const origin = `http://127.0.0.1:${port}`;
  let stranger: { close(): Promise<void> } | undefined;
  let isUp = true;
  const stop = async () => {
    if (isUp) await house.stop();
    isUp = false;
    await stranger?.close();
    stranger = undefined;
  };
  return {
    origin,
    dataFolder,
    house: () => house,
    document: (kind, scope, title) => {
      const parts = parseAddress(toAddress(kind, scope as Scope, kind === 'directory' ? 'main' : createUuid()));
      if (!parts.ok) throw new Error(`no place for ${kind} at ${scope}`);
      const seed = seedOf(parts.value, title, '', Date.now());
      createDocument(house.store, { parts: parts.value, title, createdBy: null, isDemo: false, seed });
      return parts.value.address;
    },
    enter: async (context, name, role = 'committee', scope = communityScope) => {
      const added = await house.identity.addAccount({
        name,
        passphrase,
        grants: [{ role, on: scope as Scope, from: null, to: null }],
      });
      if (!added.ok) throw new Error(added.error.type);
      const answer = await context.request.post(`${origin}/api/session`, {
        data: { name, passphrase },
        headers: { origin },
      });
      if (answer.status() !== 200) throw new Error(await answer.text());
    },
    restart: async (siteFolder = builtApp) => {
      await stop();
      house = await open(port, siteFolder);
      isUp = true;
    },
    replaceBy: async (answer) => {
      await stop();
      stranger = await listenOn(port, answer);
    },
    dispose: async () => {
      await stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};

const listenOn = async (port: number, answer: RequestListener): Promise<{ close(): Promise<void> }> => {
  const server: Server = createServer(answer);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  if ((server.address() as AddressInfo).port !== port) throw new Error('another port');
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
