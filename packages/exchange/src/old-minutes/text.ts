import type { OldBlock, OldRun } from './draft.ts';
import { isAllBold, type PaperBlock, type PaperParagraph, type PaperRun, textOfParagraph } from './paper.ts';

const blank = /^[\s\u00a0\u3000]+|[\s\u00a0\u3000]+$/g;

/** Paragraphs, headings, lists and tables as a topic holds them: without the blanks that indent, and faces and sizes. */
export const setBlocks = (blocks: readonly PaperBlock[]): readonly OldBlock[] => {
  const set: OldBlock[] = [];
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index];
    if (!block) continue;
    if (block.type === 'paragraph' && block.list && block.heading === 0) {
      const items: PaperParagraph[] = [];
      for (
        let next = blocks[index];
        next?.type === 'paragraph' && next.list && next.heading === 0;
        next = blocks[index]
      ) {
        items.push(next);
        index++;
      }
      index -= 1;
      set.push(...setLists(items));
    } else if (block.type === 'paragraph') {
      const runs = setRuns(block.runs);
      if (runs.length > 0)
        set.push(isHeading(block) ? { type: 'heading', level: levelOf(block), runs } : { type: 'paragraph', runs });
    } else if (block.type === 'table') set.push(setTable(block));
    else set.push(block);
  }
  return set;
};

const setTable = ({ rows }: Extract<PaperBlock, { type: 'table' }>): OldBlock => ({
  type: 'table',
  rows: rows.map((row) =>
    row.map(({ columns, rows: covered, isHeader, blocks }) => ({
      isHeader,
      columns,
      rows: covered,
      blocks: setBlocks(blocks),
    })),
  ),
});

/** （一） and a style make a heading within a topic; a short line of bold words does as well. */
export const isHeading = (paragraph: PaperParagraph): boolean => {
  const text = textOfParagraph(paragraph).trim();
  if (text.length > 60 || /[。；;！？]$/.test(text)) return false;
  return paragraph.heading > 0 || /^[（(][一二三四五六七八九十]+[）)]/.test(text) || isAllBold(paragraph);
};
const levelOf = ({ heading }: PaperParagraph): 2 | 3 => (heading > 2 ? 3 : 2);

/** One list a run of paragraphs of one kind at its outermost level; deeper ones stand in the item above them. */
const setLists = (items: readonly PaperParagraph[]): readonly OldBlock[] => {
  const lists: { isOrdered: boolean; items: OldBlock[][] }[] = [];
  const outermost = Math.min(...items.map(({ list }) => list?.level ?? 0));
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (!item?.list) continue;
    const last = lists.at(-1);
    if (item.list.level > outermost && last) {
      const deeper: PaperParagraph[] = [];
      for (let next = items[index]; next?.list && next.list.level > outermost; next = items[index]) {
        deeper.push(next);
        index++;
      }
      index -= 1;
      last.items.at(-1)?.push(...setLists(deeper));
      continue;
    }
    const entry: OldBlock[] = [{ type: 'paragraph', runs: setRuns(item.runs) }];
    if (last && last.isOrdered === item.list.isOrdered) last.items.push(entry);
    else lists.push({ isOrdered: item.list.isOrdered, items: [entry] });
  }
  return lists.map((list) => ({ type: 'list', ...list }));
};

/** Runs of one look as one, without the blanks before and behind. */
const setRuns = (runs: readonly PaperRun[]): readonly OldRun[] => {
  const joined: OldRun[] = [];
  for (const { text, isBold, isItalic, href } of runs) {
    const last = joined.at(-1);
    if (last && last.isBold === isBold && last.isItalic === isItalic && last.href === href)
      joined[joined.length - 1] = { ...last, text: last.text + text };
    else if (text !== '') joined.push({ text, isBold, isItalic, href });
  }
  while (joined[0] && joined[0].text.trimStart() === '') joined.shift();
  while (joined.at(-1)?.text.trimEnd() === '') joined.pop();
  return joined.map((run, index) => {
    const text = (index === 0 ? run.text.trimStart() : run.text).replace(/\t/g, ' ');
    return { ...run, text: index === joined.length - 1 ? text.trimEnd() : text };
  });
};

/** Without its number and the blanks around: `一、关于路灯` as `关于路灯`. */
export const withoutNumber = (text: string): string =>
  text
    .replaceAll(blank, '')
    .replace(
      /^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、](?!\d)|(?:议题|第)[一二三四五六七八九十\d]+(?:项|个)?(?:议题)?[：:、 　]?)\s*/,
      '',
    )
    .replaceAll(blank, '');
