/** Who plays: the committee with its clerk, the branches' secretaries and the units' liaisons, forty in all. */

import { communityScope } from '@lianxi/access';
import { createSeededNumbers } from '@lianxi/base';

export interface Part {
  readonly name: string;
  readonly post: string;
  /** What stands beside the name on the sheet. */
  readonly body: string;
  readonly role: 'committee-admin' | 'committee' | 'branch' | 'unit';
  readonly scope: string;
  /** What this person types, and nobody else does. */
  readonly words: string;
}

const units = 34;
const branches = ['梧桐里支部', '南苑支部', '北园支部', '银河支部'];
const length = 48;

/** Common characters, with one that takes two units of UTF-16 and some that an input method writes as they are. */
const characters = [
  ...'社区居民会议支部单位共建资源需求项目楼道电梯操场课堂志愿服务排班周末开放照明消防停车垃圾分类议事协商落实反馈整改完成时限牵头配合讨论同意建议𠮷2026',
];

/** Of every length and order, so that a character too many, too few or astray shows. */
const wordsOf = (index: number): string => {
  const random = createSeededNumbers(1_000 + index);
  const pick = () => characters[Math.floor(random() * characters.length)] ?? '字';
  return `${Array.from({ length }, pick).join('')}第${index + 1}人说完。`;
};

const parts: readonly Omit<Part, 'words'>[] = [
  { name: '会场干事', post: '党委委员', body: '社区党委', role: 'committee-admin', scope: communityScope },
  ...Array.from({ length: 2 }, (_, index) => unitPart(index)),
  { name: '支部书记一', post: '支部书记', body: branches[0] ?? '', role: 'branch', scope: 'branch1' },
  { name: '主持书记', post: '党委书记', body: '社区党委', role: 'committee', scope: communityScope },
  ...Array.from({ length: units - 2 }, (_, index) => unitPart(index + 2)),
  ...branches.slice(1).map(
    (body, index): Omit<Part, 'words'> => ({
      name: `支部书记${'二三四'[index]}`,
      post: '支部书记',
      body,
      role: 'branch',
      scope: `branch${index + 2}`,
    }),
  ),
];

function unitPart(index: number): Omit<Part, 'words'> {
  const number = String(index + 1).padStart(2, '0');
  return { name: `联络员${number}`, post: '联络员', body: `共建单位${number}`, role: 'unit', scope: `unit-s${number}` };
}

/** The first of them sit at browsers, as many as there are; the first of all records. */
export const cast: readonly Part[] = parts.map((part, index) => ({ ...part, words: wordsOf(index) }));
