import { linesOf, type PaperBlock, type PaperTable } from './paper.ts';

/** What a line or a cell of the head says, by the words before its colon. */
export type FactName =
  | 'time'
  | 'place'
  | 'chair'
  | 'recorder'
  | 'present'
  | 'observer'
  | 'leave'
  | 'absent'
  | 'subject'
  | 'body'
  /** 分送、抄送、印发: to whom the paper went, no part of the meeting. */
  | 'sent';

export interface Fact {
  readonly name: FactName;
  readonly text: string;
}

/** Blanks may stand between the characters of a label: 时　间. */
const spaced = (words: string): string => [...words].join('[\\s\\u00a0]*');
const anyOf = (...words: readonly string[]): string => `(?:${words.map(spaced).join('|')})`;
const people = `(?:会议)?(?:${anyOf('单位及人员', '及人员', '人员', '单位', '人', '领导', '名单')})?`;

const labels: readonly (readonly [FactName, string])[] = [
  ['time', `${anyOf('会议', '开会', '召开')}?${anyOf('时间', '日期')}`],
  ['place', `${anyOf('会议', '开会', '召开')}?${anyOf('地点')}`],
  ['chair', `${anyOf('会议')}?${anyOf('主持人', '主持者', '主持')}`],
  ['recorder', `${anyOf('会议')}?${anyOf('记录人', '记录员', '记录者', '记录')}`],
  ['present', `${anyOf('应到', '实到', '出席', '参会', '参加', '到会', '与会')}${people}`],
  ['observer', `${anyOf('列席')}${people}`],
  ['leave', `${anyOf('请假')}${people}`],
  ['absent', `${anyOf('缺席', '未到', '缺勤')}${people}`],
  ['subject', `${anyOf('会议')}?${anyOf('主题', '议题', '名称')}`],
  ['body', `${anyOf('会议')}?${anyOf('内容', '记录内容', '议程及内容', '情况')}`],
  ['sent', anyOf('分送', '抄送', '主送', '发至', '报送')],
];
const named = labels.map(([name, words]) => `(?<${name}>${words})`).join('|');
/** 一、会议时间：, 【时间】: what may stand around a label. */
const number = '(?:[（(]?[一二三四五六七八九十\\d]+[）)]?[、.．]?\\s*)?[【\\[]?';
const count = '(?:\\s*[（(][^（）()]{0,16}[）)])?';
const atStart = new RegExp(`^${number}(?:${named})[】\\]]?${count}\\s*[：:]`);
const further = new RegExp(`[\\s\\u00a0；;]+(?:${named.replaceAll(/\?<(\w+)>/g, '?:')})${count}\\s*[：:]`, 'g');
const whole = new RegExp(`^${number}(?:${named})[】\\]]?${count}\\s*[：:]?$`);

const nameIn = (match: RegExpExecArray | null): FactName | null =>
  labels.find(([name]) => match?.groups?.[name] !== undefined)?.[0] ?? null;

/** `主持：王芳　　记录：李明` as two facts; null where the line begins with none. A label for which nothing is said has no text. */
export const factsIn = (line: string): readonly Fact[] | null => {
  const text = line.trim();
  if (nameIn(atStart.exec(text)) === null)
    return nameIn(whole.exec(text)) === null ? null : [{ name: nameIn(whole.exec(text)) ?? 'body', text: '' }];
  const cuts = [0, ...[...text.matchAll(further)].map(({ index }) => index), text.length];
  return cuts.slice(1).map((end, index): Fact => {
    const part = text.slice(cuts[index], end).trim();
    const match = atStart.exec(part);
    return { name: nameIn(match) ?? 'body', text: part.slice(match?.[0].length ?? 0).trim() };
  });
};

/** A cell that holds a label and nothing else. */
export const labelOf = (blocks: readonly PaperBlock[]): FactName | null => {
  const words = linesOf(blocks)
    .join('')
    .replaceAll(/[\s\u00a0]+/g, '');
  return words.length > 16 ? null : nameIn(whole.exec(words));
};

/** A table that is the form of the minutes: two cells at least name what stands beside them. */
export const isForm = ({ rows }: PaperTable): boolean =>
  rows.flatMap((row) => row.filter((cell) => labelOf(cell.blocks) !== null)).length >= 2;

/** The columns of a sign-in sheet by their titles, and in which row these stand; null where it is none. */
export const signInColumns = ({
  rows,
}: PaperTable): {
  readonly row: number;
  readonly name: number;
  readonly unit: number;
  readonly post: number;
} | null => {
  for (const [row, cells] of rows.slice(0, 3).entries()) {
    const titles = cells.map((cell) =>
      linesOf(cell.blocks)
        .join('')
        .replaceAll(/[\s\u00a0]+/g, ''),
    );
    const at = (words: RegExp) => titles.findIndex((title) => words.test(title));
    const name = at(/^(?:参会|到会|出席|与会)?(?:人员)?(?:姓名|签名|签到)$/);
    const unit = at(/^(?:所在|工作)?单位(?:名称)?$/);
    const post = at(/^职务|职位/);
    if (name >= 0 && (unit >= 0 || post >= 0)) return { row, name, unit, post };
  }
  return null;
};
