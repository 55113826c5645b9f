import type { OldResolution } from './draft.ts';
import { linesOf, type PaperBlock, type PaperTable } from './paper.ts';
import { withoutNumber } from './text.ts';
import { dayIn, monthEndIn } from './when.ts';

/** 会议议定、会议决定: what follows was resolved, in the same sentence or as the items below. */
const said = /(?:会议|与会人员|大会)?(?:一致)?(?:研究)?(?:议定|决定|决议|审议通过|同意)/;
const saidAtStart = new RegExp(`^(?:经(?:会议)?(?:研究|讨论|表决)[，,]?)?${said.source}`);
const introduces = /(?:议定|决定|决议|同意)[^。；]{0,16}(?:如下|事项)?[：:]$/;
/** Named as somebody's to do, or by a day. */
const assigned =
  /(?:责任单位|责任部门|责任人|牵头单位|牵头部门|主办单位?|承办单位|牵头负责|完成时限|完成时间|整改期限)[：:]|由[^，。；]{2,20}(?:牵头|负责|主办)/;
const isNumbered = /^\s*(?:\d{1,2}[.．、](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]+)[）)]|[①-⑳])/;

export interface Responsible {
  readonly lead: string;
  readonly assisting: readonly string[];
  readonly deadline: string;
}

/**
 * What of a topic's text may be a resolution. `isSection`: the topic is the list of what was resolved, each of its items is one.
 * `year`: of the meeting, for days that name none.
 */
export const findResolutions = (
  blocks: readonly PaperBlock[],
  { topic, year, isSection }: { readonly topic: number; readonly year: string; readonly isSection: boolean },
): readonly OldResolution[] => {
  const found: OldResolution[] = [];
  const add = (text: string, isSaid: boolean, known?: Responsible) => {
    const plain = withoutNumber(text)
      .replace(/^(?:议定|决定|结论)[：:]\s*/, '')
      .slice(0, 1_000);
    if (plain.length >= 4) found.push({ topic, text: plain, ...(known ?? responsibleIn(plain, year)), isSaid });
  };
  let isListed = isSection;
  for (const block of blocks) {
    if (block.type === 'table') {
      for (const { text, ...known } of rowsOfTable(block, year)) add(text, true, known);
      continue;
    }
    if (block.type !== 'paragraph') continue;
    const isItem = block.list !== null || isNumbered.test(linesOf([block])[0] ?? '');
    for (const line of linesOf([block]).map((each) => each.trim())) {
      if (line === '') continue;
      if (introduces.test(line) && line.length < 60) {
        isListed = true;
        continue;
      }
      if (isListed && (isItem || isSection)) {
        // 责任单位 on a line of its own belongs to the item above.
        if (assigned.test(line) && /^[（(]?(?:责任|牵头|主办|协办|配合|完成|时限)/.test(line) && found.length > 0) {
          const last = found.pop();
          if (last) found.push({ ...last, ...merge(last, responsibleIn(line, year)) });
        } else add(line, true);
        continue;
      }
      if (!isItem) isListed = isSection;
      for (const sentence of sentencesOf(line))
        if (saidAtStart.test(sentence)) add(sentence.replace(/^.*?(?:议定|决定)[：:]/, ''), true);
        else if (assigned.test(sentence)) add(sentence, false);
    }
  }
  return found;
};

const merge = (one: Responsible, other: Responsible): Responsible => ({
  lead: one.lead || other.lead,
  assisting: one.assisting.length > 0 ? one.assisting : other.assisting,
  deadline: one.deadline || other.deadline,
});

/** At 。; what says who is responsible for the sentence before stays with it. */
const sentencesOf = (line: string): readonly string[] =>
  line
    .split(/(?<=[。！？])(?!\s*[（(]?(?:责任|牵头|主办|协办|配合|完成时限|时限)[^。]{0,6}[：:])/)
    .map((each) => each.trim());

/** Up to where the name of a unit ends. */
const name = '([^，。；;、：:（）()\\s]{2,30})';
const names = '([^。；;：:（）()]{2,80})';
const labelled = (words: string, value: string): RegExp => new RegExp(`(?:${words})[：:]\\s*${value}`);
const leadLabel = labelled('责任单位|责任部门|牵头单位|牵头部门|承办单位|主办单位|主办|牵头|责任人', name);
const assistingLabel = labelled('协办单位|配合单位|协助单位|协办|配合', names);
const deadlineLabel = /(?:完成时限|完成时间|完成期限|办理时限|整改期限|时限|期限)[：:]\s*([^；;。]+)/;
const leadInWords = new RegExp(`由${name.replace('{2,30}', '{2,20}?')}(?:为主|具体|总体)?(?:牵头|负责|主办|承办)`);
const assistingInWords = new RegExp(
  `[，、,；]${names.replace('{2,80}', '{2,40}?').replace('：', '，：')}(?:予以|共同|做好)?(?:协办|配合|协助)`,
);

export const responsibleIn = (text: string, year: string): Responsible => {
  const lead = (leadLabel.exec(text)?.[1] ?? leadInWords.exec(text)?.[1] ?? '').slice(0, 80);
  const assisting = (assistingLabel.exec(text)?.[1] ?? assistingInWords.exec(text)?.[1] ?? '')
    .split(/[、，,和及]/)
    .map((each) => each.trim().slice(0, 80))
    .filter((each) => each.length >= 2 && each !== lead && !/(?:时限|主办|牵头|完成)/.test(each))
    .slice(0, 20);
  return { lead, assisting, deadline: deadlineIn(text, year) };
};

const deadlineIn = (text: string, year: string): string => {
  const labelledDay = deadlineLabel.exec(text)?.[1];
  if (labelledDay) return dayIn(labelledDay, year)?.day ?? monthEndIn(labelledDay, year) ?? '';
  // In words only what is due by then: a day of something else is none.
  const due = /[^，。；;]*?月\s*(?:\d{1,2}\s*[日号]|底|末)\s*(?:以?前|之前|内)/.exec(text)?.[0];
  return due === undefined ? '' : (dayIn(due, year)?.day ?? monthEndIn(due, year) ?? '');
};

/** 序号 事项 责任单位 完成时限: a table of what is to be done. */
const rowsOfTable = ({ rows }: PaperTable, year: string): readonly (Responsible & { readonly text: string })[] => {
  const textsOf = (row: PaperTable['rows'][number]) => row.map((cell) => linesOf(cell.blocks).join('').trim());
  const titles = textsOf(rows[0] ?? []).map((title) => title.replaceAll(/[\s\u00a0]+/g, ''));
  const at = (words: RegExp) => titles.findIndex((title) => words.test(title));
  const text = at(/事项|任务|内容|问题|措施/);
  const lead = at(/^(?:责任|牵头|主办|承办)/);
  if (text < 0 || lead < 0) return [];
  const [assisting, deadline] = [at(/^(?:协办|配合|协助)/), at(/时限|时间|期限/)];
  return rows
    .slice(1)
    .map(textsOf)
    .map((cells) => {
      const until = deadline < 0 ? '' : (cells[deadline] ?? '');
      return {
        text: cells[text] ?? '',
        lead: (cells[lead] ?? '').split(/[、，,]/)[0]?.slice(0, 80) ?? '',
        assisting: (assisting < 0 ? '' : (cells[assisting] ?? ''))
          .split(/[、，,]/)
          .filter((each) => each.trim() !== '')
          .slice(0, 20),
        deadline: dayIn(until, year)?.day ?? monthEndIn(until, year) ?? '',
      };
    });
};
