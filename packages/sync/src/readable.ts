import * as Y from 'yjs';

/**
 * What an update wrote, as text that a person can read and copy: the characters typed, and the values of cells. Needs no
 * document, so it also works on what was never accepted anywhere.
 */
export const readableText = (update: Uint8Array): string => {
  let structs: ReturnType<typeof Y.decodeUpdate>['structs'];
  try {
    structs = Y.decodeUpdate(update).structs;
  } catch {
    return '';
  }
  const lines: string[] = [];
  let typed = '';
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { content, parentSub } = struct;
    if (content instanceof Y.ContentString) typed += content.str;
    else if (content instanceof Y.ContentAny) {
      for (const value of content.arr) lines.push(...readableValues(value, fieldOf(parentSub)));
    } else if (content instanceof Y.ContentType && typed !== '') typed += '\n';
  }
  return [...lines, typed.trim()].filter((line) => line !== '').join('\n');
};

/** A cell's key is `row/field`; of anything else the key itself says little to a person. */
const fieldOf = (key: string | null): string | null => {
  const slash = key?.indexOf('/') ?? -1;
  return key && slash >= 0 ? key.slice(slash + 1) : null;
};

const readableValues = (value: unknown, field: string | null): readonly string[] => {
  if (value === null || value === undefined) return [];
  // A cell is [value, time, member]; only its value is the person's.
  if (Array.isArray(value))
    return field === null ? value.flatMap((each) => readableValues(each, null)) : readableValues(value[0], field);
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([key]) => !key.startsWith('$'))
      .flatMap(([key, each]) => readableValues(Array.isArray(each) ? each.join('、') : each, key));
  }
  if (typeof value === 'boolean' || field === '~') return [];
  return [field === null ? String(value) : `${field}: ${String(value)}`];
};
