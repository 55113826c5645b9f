import { longestLabel } from '@lianxi/documents/minutes-text';
import type { Editor } from '@tiptap/core';
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView, NodeView } from '@tiptap/pm/view';
import { mount, unmount } from 'svelte';
import PictureView from '../../media/Picture.svelte';
import type { Pictures } from '../../media/pictures.ts';
import type { PictureProblem } from '../../media/shrink.ts';

export interface PicturePort {
  readonly pictures: Pictures;
  /** Of the document that holds them. */
  readonly address: string;
  /** What the line below a picture is called, and shows while it is empty. */
  readonly captionLabel: () => string;
  onProblem(problem: PictureProblem): void;
}

/** Pictures in the text: shown from the device's store, taken in from the clipboard, a drop or a file. */
export const PictureTools = Extension.create<{ port: PicturePort | null }>({
  name: 'pictureTools',
  addOptions: () => ({ port: null }),
  addProseMirrorPlugins() {
    const { port } = this.options;
    const { editor } = this;
    if (!port) return [];
    const takeIn = (files: FileList | undefined, at?: number): boolean => {
      const found = [...(files ?? [])].filter(({ type }) => type.startsWith('image/'));
      if (found.length === 0) return false;
      void insertPictures(editor, port, found, at);
      return true;
    };
    return [
      new Plugin({
        props: {
          nodeViews: { picture: (node, view, getPos) => viewPicture(port, node, view, getPos) },
          handlePaste: (_view, { clipboardData }) => {
            // An office puts a picture of what was copied beside the words: the words are meant.
            if (clipboardData?.types.includes('text/html') || clipboardData?.types.includes('text/plain')) return false;
            return takeIn(clipboardData?.files);
          },
          handleDrop: (view, event, _slice, isMoved) => {
            if (isMoved) return false;
            const isTaken = takeIn(
              event.dataTransfer?.files,
              view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos,
            );
            if (isTaken) event.preventDefault();
            return isTaken;
          },
        },
      }),
    ];
  },
});

/** One after another, behind the block in which the caret stands. */
export const insertPictures = async (
  editor: Editor,
  { pictures, address, onProblem }: PicturePort,
  files: readonly Blob[],
  at?: number,
): Promise<void> => {
  for (const file of files) {
    const added = await pictures.add(address, file);
    if (editor.isDestroyed) return;
    if (!added.ok) {
      onProblem(added.error);
      continue;
    }
    const { hash, width, height } = added.value;
    const content = { type: 'picture', attrs: { hash, width, height, alt: '' } };
    const { doc, selection } = editor.state;
    const $place = at === undefined ? selection.$to : doc.resolve(Math.min(at, doc.content.size));
    editor.commands.insertContentAt($place.depth === 0 ? $place.pos : $place.after(1), content);
  }
};

const viewPicture = (port: PicturePort, node: Node, view: EditorView, getPos: () => number | undefined): NodeView => {
  const { pictures, address, captionLabel } = port;
  let shown = node;
  const dom = document.createElement('figure');
  dom.className = 'pic';
  const holder = document.createElement('div');
  const caption = document.createElement('input');
  caption.className = 'caption';
  caption.maxLength = longestLabel;
  caption.setAttribute('aria-label', captionLabel());
  dom.append(holder, caption);
  const { hash, width, height } = node.attrs as { hash: string; width: number; height: number };
  const alt = () => String(shown.attrs.alt);
  const picture = mount(PictureView, {
    target: holder,
    props: { pictures, address, hash, width, height, alt: alt() },
  });
  const sync = () => {
    if (document.activeElement !== caption) caption.value = alt();
    caption.readOnly = !view.editable;
    caption.placeholder = view.editable ? captionLabel() : '';
    caption.hidden = !view.editable && alt() === '';
  };
  const save = () => {
    const at = getPos();
    if (at === undefined || caption.value === alt()) return;
    view.dispatch(view.state.tr.setNodeAttribute(at, 'alt', caption.value));
  };
  caption.addEventListener('change', save);
  caption.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    save();
    view.focus();
  });
  sync();
  return {
    dom,
    update: (next) => {
      if (next.type !== shown.type || next.attrs.hash !== shown.attrs.hash) return false;
      shown = next;
      sync();
      return true;
    },
    selectNode: () => dom.classList.add('chosen-node'),
    deselectNode: () => dom.classList.remove('chosen-node'),
    stopEvent: (event) => event.target === caption,
    ignoreMutation: () => true,
    destroy: () => void unmount(picture),
  };
};
