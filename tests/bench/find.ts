/**
 * Search over 500 minutes: how long the index takes to build, one query, and the memory that stays. `node --expose-gc
 * tests/bench/find.ts [MEETINGS]` prints one JSON line. The texts are drawn from a seed; the documents are real ones.
 */
import { createSeededNumbers } from '@lianxi/base';
import {
  addTopic,
  appendParagraphs,
  createAuthor,
  fillHeader,
  passagesOf,
  projectMinutes,
  textOf,
} from '@lianxi/documents';
import { snippetOf, TextIndex, wordsOf } from '@lianxi/documents/search';
import * as Y from 'yjs';

const count = Number(process.argv[2] ?? 500);
const next = createSeededNumbers(1);
const words =
  '路灯 物业公司 社区党委 居民 电动车 充电桩 楼道 杂物 清理 绿化 香樟 补种 停车位 划线 施工 噪声 加装电梯 意见 征求 网格员 走访 独居老人 助餐 志愿者 学校 操场 开放 周末 经费 预算 公示 责任单位 时限 办结 整改 消防通道 雨污分流 改造 垃圾分类 投放点 门禁 监控 维修基金 业委会 换届 议事厅 协商 联席会议 共建单位 资源清单 需求'.split(
    ' ',
  );
const pick = () => words[Math.floor(next() * words.length)] ?? '';
const sentence = (): string =>
  `${Array.from({ length: 8 + Math.floor(next() * 12) }, pick).join('')}${Math.floor(next() * 900) + 100}号。`;

const author = createAuthor('m2222222');
const updates = Array.from({ length: count }, (_, number) => {
  const doc = new Y.Doc();
  fillHeader(doc, { title: `第${number + 1}次联席会议`, place: '议事厅' }, author);
  for (let topic = 0; topic < 6; topic++) {
    addTopic(doc, { id: `t${topic}`, title: `关于${pick()}${pick()}` }, author);
    appendParagraphs(
      textOf(doc, `t${topic}`),
      Array.from({ length: 12 }, () => ({ speaker: `${pick()}：`, text: sentence() })),
    );
  }
  return Y.encodeStateAsUpdate(doc);
});

const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};
const rounded = (value: number): number => Math.round(value * 100) / 100;
const before = heap();
const index = new TextIndex<unknown>();
let characters = 0;
const steps: number[] = [];
const processor = process.cpuUsage();
let indexing = 0;
for (const [number, update] of updates.entries()) {
  const start = performance.now();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const minutes = projectMinutes(doc);
  const passages = passagesOf(doc, minutes);
  minutes.destroy();
  const read = performance.now();
  index.put(`minutes/joint/${number}`, passages);
  indexing += performance.now() - read;
  steps.push(performance.now() - start);
  characters += passages.reduce((sum, { text }) => sum + text.length, 0);
}
const { user, system } = process.cpuUsage(processor);
const after = heap();

const queries = {
  rare: '第77次联席',
  usual: '消防通道整改',
  two: '香樟 充电桩',
  common: '社区',
  single: '灯',
  absent: '龙舟赛',
};
const times = Object.entries(queries).map(([name, query]) => {
  const runs = Array.from({ length: 50 }, () => {
    const start = performance.now();
    const hits = index.find(query);
    // What the page shows of them.
    for (const hit of hits.slice(0, 40))
      for (const { text } of hit.passages.slice(0, 3)) snippetOf(text, wordsOf(query));
    return { time: performance.now() - start, hits: hits.length };
  });
  const sorted = runs.map(({ time }) => time).sort((one, other) => one - other);
  return [name, { hits: runs[0]?.hits, p50: rounded(sorted[25] ?? 0), worst: rounded(sorted.at(-1) ?? 0) }] as const;
});
steps.sort((one, other) => one - other);
console.log(
  JSON.stringify({
    meetings: count,
    characters,
    buildMs: rounded(steps.reduce((sum, each) => sum + each, 0)),
    buildProcessorMs: rounded((user + system) / 1_000),
    indexingMs: rounded(indexing),
    perMeetingMs: { p50: rounded(steps[Math.floor(steps.length / 2)] ?? 0), worst: rounded(steps.at(-1) ?? 0) },
    heapMb: rounded(after - before),
    queries: Object.fromEntries(times),
  }),
);
