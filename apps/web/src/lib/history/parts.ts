import type { VersionNode } from '@lianxi/documents/minutes-history';

/** Characters. A screen holds about as many. */
const least = 2_000;

/**
 * A long paragraph as parts that a browser lays out each by itself, and only those that are looked at: cut at its own line breaks, which
 * are left out, so that it looks as it did. A part never ends with a line break, for such a line would not be shown.
 */
export const partsOf = (nodes: readonly VersionNode[]): readonly (readonly VersionNode[])[] => {
  const parts: VersionNode[][] = [];
  let part: VersionNode[] = [];
  let length = 0;
  let isAfterBreak = true;
  const mayCut = () => length >= least && !isAfterBreak;
  const cut = () => {
    parts.push(part);
    part = [];
    length = 0;
    isAfterBreak = true;
  };
  for (const node of nodes) {
    if (node.type === 'element') {
      if (node.name === 'hardBreak' && mayCut()) {
        cut();
        continue;
      }
      part.push(node);
      isAfterBreak = node.name === 'hardBreak';
      continue;
    }
    let from = 0;
    const keep = (to: number) => {
      if (to > from) part.push({ ...node, text: node.text.slice(from, to) });
    };
    for (let at = 0; at < node.text.length; at++) {
      const isBreak = node.text[at] === '\n';
      if (isBreak && mayCut()) {
        keep(at);
        cut();
        from = at + 1;
        continue;
      }
      length++;
      isAfterBreak = isBreak;
    }
    keep(node.text.length);
  }
  if (part.length > 0 || parts.length === 0) parts.push(part);
  return parts;
};
