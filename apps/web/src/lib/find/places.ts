import { fold, rangesIn } from '@lianxi/documents/search';

/** Where the words stand on the page: pieces of its text, and fields whose value holds them. */
export type Spot =
  | { readonly type: 'text'; readonly range: Range }
  | { readonly type: 'field'; readonly field: HTMLInputElement | HTMLTextAreaElement };

/** In the order of the page. A block is looked through as a whole: its words may lie in several elements. */
export const spotsIn = (root: Element, words: readonly string[]): readonly Spot[] => {
  const spots: Spot[] = [];
  for (const block of root.querySelectorAll(blocks)) {
    if (block instanceof HTMLInputElement || block instanceof HTMLTextAreaElement) {
      if (holdsAll(block.value, words)) spots.push({ type: 'field', field: block });
    } else if (block.querySelector(inner) === null)
      spots.push(...rangesOf(block, words).map((range): Spot => ({ type: 'text', range })));
  }
  return spots;
};

const inner = 'p, li, h1, h2, h3, td, th';
/** The editor's blocks, the fields of head, topics and resolutions, and a phone's head. */
const blocks = `:is(.ProseMirror, .plain) :is(${inner}), .plain, .place :is(input, textarea), .tp .name, .hd h1`;

const holdsAll = (text: string, words: readonly string[]): boolean => {
  const folded = fold(text).text;
  return words.some((word) => folded.includes(word));
};

const rangesOf = (block: Element, words: readonly string[]): readonly Range[] => {
  const nodes: { readonly node: Text; readonly from: number }[] = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let text = '';
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    // Names at carets of others are no part of the text.
    if (
      node.parentElement?.closest('[contenteditable="false"], .ProseMirror-widget') &&
      !node.parentElement.closest('.mention')
    )
      continue;
    nodes.push({ node, from: text.length });
    text += node.data;
  }
  const place = (at: number, isEnd: boolean) => {
    const found = nodes.findLast(({ from }) => (isEnd ? from < at : from <= at));
    return found && { node: found.node, offset: at - found.from };
  };
  return rangesIn(text, words).flatMap(([from, to]) => {
    const [start, end] = [place(from, false), place(to, true)];
    if (!start || !end) return [];
    const range = document.createRange();
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
    return [range];
  });
};
