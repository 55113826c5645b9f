import type { AuditProblem } from '../audit/index.ts';

/** A problem of the audit log as one line in both languages, naming the row. */
export const explainAuditProblem = (problem: AuditProblem): string => {
  if (problem.type === 'head-missing') {
    return `✗ 审计记录：没有记下的链首 ${problem.hash}。 Audit log: the head noted earlier, ${problem.hash}, is not in it.`;
  }
  const [chinese, english] = wordsOf(problem.type);
  return `✗ 审计记录第 ${problem.seq} 条 audit row ${problem.seq}：${chinese} ${english}`;
};

const wordsOf = (type: Exclude<AuditProblem['type'], 'head-missing'>): readonly [chinese: string, english: string] => {
  switch (type) {
    case 'row-missing':
      return ['写过，但不见了。', 'It was written and is gone.'];
    case 'row-altered':
      return ['内容与哈希不符，被改过。', 'Its contents do not come to its hash: it was changed.'];
    case 'row-unchained':
      return ['没有接在前一条后面。', 'It does not follow the row before it.'];
    case 'row-added':
      return ['编号没有发出过，是后加的。', 'Its number was never given out: it was added.'];
  }
};
