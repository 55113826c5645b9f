/**
 * Tags and texts of HTML or XML in one pass, for files that only call themselves workbooks. No document is built, nothing is
 * fetched or run; every step goes forward, so the time is that of the length whatever stands in it.
 */
export type MarkupToken =
  | { readonly type: 'open'; readonly name: string; readonly attributes: string; readonly isEmpty: boolean }
  | { readonly type: 'close'; readonly name: string }
  | { readonly type: 'text'; readonly text: string };

export function* readMarkup(source: string): Generator<MarkupToken> {
  let at = 0;
  while (at < source.length) {
    const start = source.indexOf('<', at);
    const text = source.slice(at, start < 0 ? source.length : start);
    if (text !== '') yield { type: 'text', text: decodeEntities(text) };
    if (start < 0) return;
    const isComment = source.startsWith('<!--', start);
    const isData = source.startsWith('<![CDATA[', start);
    const ending = isComment ? '-->' : isData ? ']]>' : '>';
    const end = source.indexOf(ending, start);
    if (end < 0) return;
    at = end + ending.length;
    if (isData) yield { type: 'text', text: source.slice(start + 9, end) };
    if (isComment || isData) continue;
    const tag = /^(\/?)([A-Za-z][\w:]*)([\s\S]*)$/.exec(source.slice(start + 1, end));
    if (!tag) continue;
    const [, slash, written = '', attributes = ''] = tag;
    const name = written.toLowerCase().replace(/^ss:/, '');
    if (slash) yield { type: 'close', name };
    else yield { type: 'open', name, attributes, isEmpty: attributes.endsWith('/') };
    if (!slash && (name === 'script' || name === 'style')) at = behindRaw(source, at, name);
  }
}

const behindRaw = (source: string, from: number, name: string): number => {
  const ending = new RegExp(`</${name}`, 'gi');
  ending.lastIndex = from;
  return ending.exec(source)?.index ?? source.length;
};

export const attributeOf = (attributes: string, name: string): string | null => {
  const match = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'/]+))`, 'i').exec(attributes);
  const value = match && (match[1] ?? match[2] ?? match[3]);
  return value === null || value === undefined ? null : decodeEntities(value);
};

/** A count in an attribute, at least 1 and at most `most`; 1 where there is none. */
export const countOf = (attributes: string, name: string, most: number): number => {
  const count = Math.floor(Number(attributeOf(attributes, name) ?? 1));
  return Number.isFinite(count) ? Math.min(Math.max(1, count), most) : 1;
};

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  middot: '·',
};

const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) => {
        const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
        if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : '';
        return entities[String(name).toLowerCase()] ?? whole;
      })
    : text;
