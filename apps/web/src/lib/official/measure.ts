/** Where in a laid-out text its lines begin. Lengths in CSS pixels. */

/** How many lines of the grid an element takes. */
export const linesOf = (element: Element, pitch: number): number =>
  Math.round(element.getBoundingClientRect().height / pitch + 0.49);

/** The first character (in code units) that stands on line `line` or below; the line breaks of a text only ever go down. */
export const offsetOfLine = (element: Element, line: number, pitch: number): number => {
  const nodes = textNodes(element);
  const length = nodes.reduce((sum, { data }) => sum + data.length, 0);
  const edge = element.getBoundingClientRect().top + (line - 0.25) * pitch;
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (middleOf(nodes, middle) > edge) high = middle;
    else low = middle + 1;
  }
  return wholeCharacter(nodes, low);
};

const textNodes = (element: Element): readonly Text[] => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
};

const find = (nodes: readonly Text[], offset: number): { readonly node: Text; readonly at: number } | null => {
  let at = offset;
  for (const node of nodes) {
    if (at < node.data.length) return { node, at };
    at -= node.data.length;
  }
  return null;
};

const isLowHalf = (code: number) => code >= 0xdc00 && code <= 0xdfff;

/** The height of the middle of the character at `offset`. */
const middleOf = (nodes: readonly Text[], offset: number): number => {
  const found = find(nodes, offset);
  if (!found) return Number.POSITIVE_INFINITY;
  const { node, at } = found;
  const from = isLowHalf(node.data.charCodeAt(at)) ? at - 1 : at;
  const range = document.createRange();
  range.setStart(node, Math.max(0, from));
  range.setEnd(node, from + ((node.data.codePointAt(from) ?? 0) > 0xffff ? 2 : 1));
  // A blank that ended a line may have a box on both lines: the first counts.
  const [box] = range.getClientRects();
  return box ? (box.top + box.bottom) / 2 : Number.NEGATIVE_INFINITY;
};

const wholeCharacter = (nodes: readonly Text[], offset: number): number => {
  const found = find(nodes, offset);
  return found && isLowHalf(found.node.data.charCodeAt(found.at)) ? offset - 1 : offset;
};

/** How far below the top of a line as high as its type the ink of a text begins: fonts place it differently. */
export const inkTop = (text: string, font: string, size: number): number => {
  const context = document.createElement('canvas').getContext('2d');
  if (!context || text === '') return 0;
  context.font = `${size}px ${font}`;
  const { actualBoundingBoxAscent, fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText(text);
  const baseline = (size - fontBoundingBoxAscent - fontBoundingBoxDescent) / 2 + fontBoundingBoxAscent;
  return baseline - actualBoundingBoxAscent;
};
