import type { Problem } from '../ledger/index.ts';

/** A problem of the books as one line in both languages, naming the row. */
export const explainProblem = (problem: Problem): string => {
  const [chinese, english] = wordsOf(problem);
  return `✗ ${placeOf(problem)}${chinese} ${english}`;
};

const placeOf = (problem: Problem): string => {
  if ('closing' in problem) return `第 ${problem.closing} 次结账 closing ${problem.closing}：`;
  if ('number' in problem) return `${problem.ledger} 第 ${problem.number} 笔 row ${problem.number}：`;
  if ('entry' in problem) return `${problem.ledger} ${problem.entry}：`;
  if ('unit' in problem) return `${problem.ledger} ${problem.unit} ${problem.measure}：`;
  return `${problem.ledger}：`;
};

const wordsOf = (problem: Problem): readonly [chinese: string, english: string] => {
  switch (problem.type) {
    case 'row-missing':
      return [
        '不见了，但文档、结账或后面的账目还知道它。',
        'It is gone, though the document, a closing or a later row knows of it.',
      ];
    case 'row-altered':
      return ['内容与哈希不符，被改过。', 'Its contents do not come to its hash: it was changed.'];
    case 'row-unchained':
      return ['没有接在前一笔后面。', 'It does not follow the row before it.'];
    case 'row-unsound':
      return [
        '到位多于承诺、使用多于到位，或冲正对不上。',
        'More delivered than promised, more used than delivered, or a reversal that does not fit.',
      ];
    case 'row-not-in-document':
      return ['文档里没有这一笔，或内容不同。', 'The document has no such entry, or another one.'];
    case 'row-outcome-differs':
      return ['文档记的结果不同。', 'The document tells another outcome.'];
    case 'row-differs-from-closing':
      return ['与结账时的哈希不符。', 'Its hash is not the one that was closed.'];
    case 'row-in-closed-period':
      return ['日期在入账时已结账的期间里。', 'It is dated in a period that was closed when it was posted.'];
    case 'entry-unposted':
      return [
        '文档里有这一笔，账里没有；可运行 lianxi ledger post 补记。',
        'The document has this entry, the books do not; lianxi ledger post enters it.',
      ];
    case 'refusal-differs':
      return ['文档与账里记的退回不同。', 'The document and the books differ on its refusal.'];
    case 'sum-differs':
      return ['合计与逐笔相加不符。', 'The sum is not what its rows come to.'];
    case 'document-missing':
      return ['有账目，没有文档。', 'There are rows, but no document.'];
    case 'closing-missing':
      return ['不见了。', 'It is gone.'];
    case 'closing-altered':
      return ['内容与哈希不符，被改过。', 'Its contents do not come to its hash: it was changed.'];
  }
};
