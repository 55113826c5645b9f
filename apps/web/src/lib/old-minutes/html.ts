import type { OldBlock, OldRun } from '@lianxi/exchange/old-minutes';

/** A picture as the document's own store has it. */
export interface KeptPicture {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A topic's text as the HTML that a paste brings: it goes the way of everything that is pasted. A picture that was not kept is
 * left out. Every word of the file is words here.
 */
export const htmlOf = (blocks: readonly OldBlock[], pictures: ReadonlyMap<number, KeptPicture>): string =>
  blocks.map((block) => blockOf(block, pictures)).join('');

const blockOf = (block: OldBlock, pictures: ReadonlyMap<number, KeptPicture>): string => {
  switch (block.type) {
    case 'paragraph':
      return `<p>${inline(block.runs)}</p>`;
    case 'heading':
      return `<h${block.level}>${inline(block.runs)}</h${block.level}>`;
    case 'list': {
      const tag = block.isOrdered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((item) => `<li>${htmlOf(item, pictures)}</li>`).join('')}</${tag}>`;
    }
    case 'table':
      return `<table>${block.rows.map((row) => `<tr>${row.map((cell) => cellOf(cell, pictures)).join('')}</tr>`).join('')}</table>`;
    case 'picture': {
      const kept = pictures.get(block.picture);
      return kept
        ? `<figure data-picture="${kept.hash}" data-width="${kept.width}" data-height="${kept.height}"></figure>`
        : '';
    }
  }
};

/** Which pictures stand in a text, by their places among the document's. */
export const picturesIn = (blocks: readonly OldBlock[]): readonly number[] =>
  blocks.flatMap((block) => {
    if (block.type === 'picture') return [block.picture];
    if (block.type === 'list') return block.items.flatMap(picturesIn);
    return block.type === 'table' ? block.rows.flatMap((row) => row.flatMap((cell) => picturesIn(cell.blocks))) : [];
  });

type Cell = Extract<OldBlock, { type: 'table' }>['rows'][number][number];
const cellOf = ({ isHeader, columns, rows, blocks }: Cell, pictures: ReadonlyMap<number, KeptPicture>): string => {
  const tag = isHeader ? 'th' : 'td';
  const spans = `${columns > 1 ? ` colspan="${columns}"` : ''}${rows > 1 ? ` rowspan="${rows}"` : ''}`;
  return `<${tag}${spans}>${htmlOf(blocks, pictures) || '<p></p>'}</${tag}>`;
};

const inline = (runs: readonly OldRun[]): string =>
  runs
    .map(({ text, isBold, isItalic, href }) => {
      let html = escaped(text).replaceAll('\n', '<br>');
      if (isItalic) html = `<em>${html}</em>`;
      if (isBold) html = `<strong>${html}</strong>`;
      return href === null ? html : `<a href="${escaped(href)}">${html}</a>`;
    })
    .join('');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
