import { Editor } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { StarterKit } from '@tiptap/starter-kit';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** What runs in the browser for typing.ts: an editor with collaboration and nothing else, on the same document. */
const openBare = async (server: string, address: string, token: string, container: string) => {
  document.body.innerHTML = '';
  const element = document.createElement('div');
  document.body.append(element);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(server, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  const fragment = doc.getXmlFragment(container);
  const extensions = [StarterKit.configure({ undoRedo: false }), Collaboration.configure({ fragment })];
  new Editor({ element, extensions, injectCSS: false });
};

declare global {
  interface Window {
    openBare: typeof openBare;
  }
}
window.openBare = openBare;
