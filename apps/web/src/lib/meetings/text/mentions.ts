import type { MentionKind } from '@lianxi/documents/minutes-text';
import { type Editor, Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/** Somebody or something that can be named. */
export interface Mentionable {
  readonly kind: MentionKind;
  readonly id: string;
  readonly label: string;
  readonly note: string;
}

/** An `@` with what was typed behind it, and where on the screen it stands. */
export interface MentionQuery {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** A mention that was pressed. */
export interface PressedMention {
  readonly kind: MentionKind;
  readonly id: string;
  readonly label: string;
  readonly left: number;
  readonly bottom: number;
}

export interface MentionPort {
  /** null: nothing is being named any more. */
  onQuery(query: MentionQuery | null): void;
  /** Whether the list took the key. */
  onKey(key: string): boolean;
  onPress(mention: PressedMention): void;
}

/** Not behind a letter or a figure: an address of mail is not a name. */
const asked = /(?:^|[^\p{Script=Latin}\d@])@([^\s@，。；、：！？]{0,20})$/u;

export const Mentions = Extension.create<{ port: MentionPort | null }>({
  name: 'mentions',
  addOptions: () => ({ port: null }),
  addProseMirrorPlugins() {
    const { port } = this.options;
    if (!port) return [];
    let said = '';
    const look = (view: EditorView) => {
      const query = view.editable && view.hasFocus() ? queryOf(view) : null;
      const saying = query ? `${query.from} ${query.words}` : '';
      if (saying === said) return;
      said = saying;
      port.onQuery(query);
    };
    return [
      new Plugin({
        view: () => ({ update: look, destroy: () => port.onQuery(null) }),
        props: {
          handleKeyDown: (_view, event) => said !== '' && !event.isComposing && port.onKey(event.key),
          handleDOMEvents: {
            blur: () => {
              said = '';
              port.onQuery(null);
              return false;
            },
          },
          handleClickOn: (view, _pos, node, nodePos) => {
            if (node.type.name !== 'mention') return false;
            const dom = view.nodeDOM(nodePos);
            if (!(dom instanceof HTMLElement)) return false;
            const { left, bottom } = dom.getBoundingClientRect();
            const { kind, id, label } = node.attrs as Pick<PressedMention, 'kind' | 'id' | 'label'>;
            port.onPress({ kind, id, label, left, bottom });
            return true;
          },
        },
      }),
    ];
  },
});

const queryOf = (view: EditorView): MentionQuery | null => {
  const { empty, $from, from } = view.state.selection;
  if (!empty || !$from.parent.isTextblock) return null;
  const before = $from.parent.textBetween(
    Math.max(0, $from.parentOffset - 24),
    $from.parentOffset,
    undefined,
    '\ufffc',
  );
  const words = asked.exec(before)?.[1];
  if (words === undefined) return null;
  const start = from - words.length - 1;
  const { left, top, bottom } = view.coordsAtPos(start);
  return { from: start, to: from, words, left, top, bottom };
};

/** Puts the mention in the place of what was typed to find it. */
export const putMention = (editor: Editor, { from, to }: MentionQuery, { kind, id, label }: Mentionable): void => {
  const mention = { type: 'mention', attrs: { kind, id, label } };
  editor
    .chain()
    .insertContentAt({ from, to }, [mention, { type: 'text', text: ' ' }])
    .run();
  editor.view.focus();
};

/** An `@` at the caret, for whoever has no such key at hand. */
export const beginMention = (editor: Editor): void => {
  const { $from } = editor.state.selection;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset);
  editor.view.focus();
  editor.commands.insertContent(/[\p{Script=Latin}\d]/u.test(before) ? ' @' : '@');
};
