/**
 * Finding by what people type: characters, whole pinyin without tones (`wutongli`), or initials (`wtl`). The spellings are
 * worked out once a name; until the pinyin table has arrived, characters alone are searched.
 */
export interface Spelling {
  readonly text: string;
  readonly pinyin: string;
  readonly initials: string;
}

export type Spell = (text: string) => { readonly pinyin: string; readonly initials: string };

export const loadSpell = async (): Promise<Spell> => {
  const { pinyin } = await import('pinyin-pro');
  return (text) => {
    const syllables = pinyin(text, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive' });
    return {
      pinyin: syllables.join('').toLowerCase(),
      initials: syllables
        .map((syllable) => syllable.slice(0, 1))
        .join('')
        .toLowerCase(),
    };
  };
};

/** How well it fits, larger is better; 0: not at all. */
export const fitOf = (spelling: Spelling, query: string): number => {
  const asked = query.toLowerCase().replaceAll(/\s+/g, '');
  if (asked === '') return 0;
  const text = spelling.text.toLowerCase();
  if (text === asked) return 6;
  if (text.startsWith(asked)) return 5;
  if (text.includes(asked)) return 4;
  if (spelling.initials !== '' && spelling.initials.startsWith(asked)) return 3;
  if (spelling.pinyin !== '' && spelling.pinyin.startsWith(asked)) return 3;
  if (spelling.initials.length > 2 && spelling.initials.includes(asked)) return 2;
  return asked.length > 2 && spelling.pinyin.includes(asked) ? 1 : 0;
};
