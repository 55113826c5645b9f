import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** Somebody else's program in a browser: Yjs and an unmodified provider, and nothing of ours. */
const open = (server: string, address: string, token: string) => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(server, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    // Pages of one browser would otherwise tell each other past the relay.
    disableBc: true,
  });
  return { doc, provider };
};

declare global {
  interface Window {
    openStock: typeof open;
    stock: ReturnType<typeof open>;
  }
}
window.openStock = open;
