import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, rangesIn, snippetOf, TextIndex, wordsOf } from './index.ts';

const indexOf = (texts: Readonly<Record<string, readonly string[]>>): TextIndex<number> => {
  const index = new TextIndex<number>();
  for (const [key, lines] of Object.entries(texts))
    index.put(
      key,
      lines.map((text, place) => ({ place, text })),
    );
  return index;
};
const keysOf = (index: TextIndex<number>, query: string) => index.find(query).map(({ key }) => key);

/** Text as it is in minutes: Han, rare ones too, half and full width, blanks of all kinds, letters that change with their case. */
const text = fc.string({
  unit: fc.constantFrom(...'路灯物业社区会议李明，。：Ab9ＡｂéİΣß 　\u00a0\n', '𠮷', '\u{2f81a}'),
  maxLength: 40,
});

test('[MN240] every piece of two characters or more of any text is found where it stands, after any changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5), fc.array(text, { maxLength: 4 })), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 2, max: 12 }),
      (puts, which, start, length) => {
        const index = new TextIndex<number>();
        const held = new Map<string, readonly string[]>();
        for (const [number, lines] of puts) {
          if (lines.length === 0) {
            index.remove(`${number}`);
            held.delete(`${number}`);
            continue;
          }
          index.put(
            `${number}`,
            lines.map((line, place) => ({ place, text: line })),
          );
          held.set(`${number}`, lines);
        }
        const all = [...held].flatMap(([key, lines]) => lines.map((line, place) => ({ key, line, place })));
        const chosen = all[which % Math.max(1, all.length)];
        if (!chosen) return;
        const from = start % (chosen.line.length + 1);
        const piece = chosen.line.slice(from, from + length);
        const words = wordsOf(piece);
        if (words.join('').length < 2) return;
        const hits = index.find(piece);
        expect(hits.find(({ key }) => key === chosen.key)?.passages.map(({ place }) => place)).toContain(chosen.place);
        expect(rangesIn(chosen.line, words).length).toBeGreaterThan(0);
        // And nothing that is not there.
        for (const { key } of hits)
          for (const word of words) expect(held.get(key)?.some((line) => fold(line).text.includes(word))).toBe(true);
        expect(new Set(hits.map(({ key }) => key)).size).toBe(hits.length);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('[MN240] width, case and blanks do not matter, all words have to be there, and single characters are found as well', () => {
  const index = indexOf({
    a: ['李　明说：3号楼ＬＥＤ路灯', '物业公司'],
    b: ['路灯由社区修', 'follow up'],
    c: ['路', '灯'],
  });
  expect(keysOf(index, '路灯')).toEqual(['b', 'a']);
  expect(keysOf(index, '路灯 物业')).toEqual(['a']);
  expect(keysOf(index, '李明')).toEqual(['a']);
  expect(keysOf(index, 'led')).toEqual(['a']);
  expect(keysOf(index, 'Follow UP')).toEqual(['b']);
  expect(keysOf(index, 'wu')).toEqual([]);
  expect(keysOf(index, '灯')).toEqual(['c', 'b', 'a']);
  expect(keysOf(index, '　 ')).toEqual([]);
  expect(index.find('路灯')[1]?.passages.map(({ place }) => place)).toEqual([0]);
});

test('[MN241] what is taken out or put anew is found no more as it was, also after many changes', () => {
  const index = indexOf({ a: ['路灯'], b: ['路灯坏了'] });
  for (let round = 0; round < 200; round++) index.put('a', [{ place: 0, text: `第${round}次会议` }]);
  expect(keysOf(index, '路灯')).toEqual(['b']);
  expect(keysOf(index, '第199次')).toEqual(['a']);
  expect(keysOf(index, '第198次')).toEqual([]);
  index.remove('b');
  expect(keysOf(index, '路灯')).toEqual([]);
  expect(index.size).toBe(1);
});

test('[MN242] a snippet stands around the first word, marks every one, and cuts no character in two', () => {
  const marked = (line: string, query: string) =>
    snippetOf(line, wordsOf(query))
      .parts.map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))
      .join('');
  expect(marked('由物业公司修路灯，路　灯要亮', '路灯')).toBe('由物业公司修[路灯]，[路　灯]要亮');
  expect(marked(`${'甲'.repeat(30)}路灯${'乙'.repeat(90)}`, '路灯')).toBe(
    `…${'甲'.repeat(16)}[路灯]${'乙'.repeat(62)}…`,
  );
  expect(marked('ABCabc', 'bca')).toBe('A[BCa]bc');
  for (const part of snippetOf(`${'𠮷'.repeat(12)}路灯${'𠮷'.repeat(60)}`, ['路灯']).parts)
    expect(part.text.isWellFormed()).toBe(true);
});
