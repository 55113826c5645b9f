import { isListStart, isSafeLink } from '@lianxi/documents/minutes-text';

/**
 * What is pasted, from Word, WPS, a spreadsheet or a page, as what a topic's text can hold: paragraphs, headings, lists, tables, bold,
 * italic, links. Everything else goes: styles, comments, fonts, smart tags, pictures from elsewhere, scripts. Works on a
 * document that is never shown, so nothing of it runs or loads.
 */
export const cleanPaste = (html: string): string => {
  const { body } = new DOMParser().parseFromString(muted(html.slice(0, longest)), 'text/html');
  const slice = body.querySelector('[data-pm-slice]')?.getAttribute('data-pm-slice') ?? null;
  removeJunk(body);
  listOfWord(body);
  for (const element of [...body.querySelectorAll('*')]) keepEmphasis(element);
  for (const element of [...body.querySelectorAll('*')].reverse()) reduce(element);
  nestLists(body);
  for (const list of body.querySelectorAll('ol[start]'))
    if (!isListStart(Number(list.getAttribute('start')))) list.removeAttribute('start');
  for (const cell of body.querySelectorAll('td, th')) flattenCell(cell);
  for (const element of body.querySelectorAll('p, h1, h2, h3, li')) if (isEmpty(element)) element.remove();
  // Our own copies say by this how much of the outermost blocks was taken.
  if (slice !== null && /^[\d -]+/.test(slice)) body.firstElementChild?.setAttribute('data-pm-slice', slice);
  return body.innerHTML;
};

/**
 * Without what the page's policy would forbid even in a document that is never shown, and complain of: styles and handlers become
 * attributes of another name. What slips through is forbidden all the same.
 */
const muted = (html: string): string =>
  html
    .replaceAll(/<style\b[\s\S]*?(?:<\/style>|$)/gi, '')
    .replaceAll(/<\/?(?:base|meta|link)\b[^>]*>/gi, '')
    .replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(/[\s/](style|on[a-z]+)\s*=/gi, ' data-$1='));

/** A whole book is not pasted into a topic (characters). */
const longest = 4_000_000;

const junk =
  'script, style, link, meta, title, base, template, iframe, frame, object, embed, applet, svg, math, noscript, form, input, ' +
  'button, select, textarea, video, audio, canvas, img, picture, source, track, map, area, colgroup, col, caption, xml, dialog';

const removeJunk = (body: HTMLElement): void => {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const node of found) node.parentNode?.removeChild(node);
  for (const element of body.querySelectorAll(junk)) element.remove();
  for (const element of body.querySelectorAll('[data-style]'))
    if (/display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*(comment|field)/i.test(styleOf(element)))
      element.remove();
};

const styleOf = (element: Element): string => element.getAttribute('data-style') ?? '';

/**
 * Word and WPS write a list as paragraphs that carry their level in a style and their number as words. The number goes; whether
 * there was one says which list it is.
 */
const listOfWord = (body: HTMLElement): void => {
  /** The lists that are open, outermost first; they stand one after another as long as only such paragraphs do. */
  let open: { readonly list: Element; readonly level: number }[] = [];
  let last: Element | null = null;
  for (const item of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const level = Number(/mso-list\s*:\s*(?!ignore)\S+\s+level(\d)/i.exec(styleOf(item))?.[1] ?? 0);
    if (level === 0 || /^h/i.test(item.tagName)) continue;
    const mark = [...item.querySelectorAll('[data-style]')].find((each) =>
      /mso-list\s*:\s*ignore/i.test(styleOf(each)),
    );
    const number = mark?.textContent?.replaceAll(/[\s\u00a0]+/g, '') ?? '';
    mark?.remove();
    const tag = /[\da-z一二三四五六七八九十百①-⑳]/i.test(number) && !/^[ol§ØüvnlqàØ·]$/i.test(number) ? 'ol' : 'ul';
    const follows = last !== null && previousElement(item) === last;
    if (!follows) open = [];
    open = open.filter(
      (each) => each.level < level || (each.level === level && each.list.tagName.toLowerCase() === tag),
    );
    if (open.at(-1)?.level !== level) {
      const list = item.ownerDocument.createElement(tag);
      const start = Number.parseInt(number, 10);
      if (tag === 'ol' && start > 1) list.setAttribute('start', String(start));
      const outer = open.at(-1)?.list;
      if (outer) (outer.lastElementChild ?? outer).append(list);
      else item.before(list);
      open.push({ list, level });
    }
    const entry = item.ownerDocument.createElement('li');
    const words = item.ownerDocument.createElement('p');
    words.append(...item.childNodes);
    entry.append(words);
    open.at(-1)?.list.append(entry);
    item.remove();
    last = open[0]?.list ?? null;
  }
};

/** The sibling before, over blanks. */
const previousElement = (element: Element): Element | null => {
  for (let node = element.previousSibling; node; node = node.previousSibling) {
    if (node.nodeType === Node.ELEMENT_NODE) return node as Element;
    if ((node.textContent ?? '').trim() !== '') return null;
  }
  return null;
};

/** Bold and italic that stand in a style become elements; a `b` that is not bold (a web office writes such) becomes nothing. */
const keepEmphasis = (element: Element): void => {
  const style = styleOf(element);
  const weight = /(?:^|;)\s*font-weight\s*:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const isBold = weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
  const isBlock = /^(p|div|h[1-6]|li|td|th|tr|table|tbody|ul|ol|body|section|article)$/i.test(element.tagName);
  if (/^(b|strong)$/i.test(element.tagName) && weight !== undefined && !isBold) {
    unwrap(element);
    return;
  }
  if (isBold && !/^(b|strong|h[1-6]|th|tr|table|tbody)$/i.test(element.tagName)) wrapInside(element, 'strong', isBlock);
  if (/(?:^|;)\s*font-style\s*:\s*italic/i.test(style) && !/^(i|em|tr|table|tbody)$/i.test(element.tagName))
    wrapInside(element, 'em', isBlock);
};

/** Around what a block holds only where that is words. */
const wrapInside = (element: Element, tag: 'strong' | 'em', isBlock: boolean): void => {
  if (isBlock && element.querySelector('p, div, ul, ol, table, li')) return;
  const wrapper = element.ownerDocument.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
};

const names: Readonly<Record<string, string>> = {
  b: 'strong',
  i: 'em',
  h4: 'h3',
  h5: 'h3',
  h6: 'h3',
  dt: 'p',
  dd: 'p',
};
const kept: ReadonlySet<string> = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'ul',
  'ol',
  'li',
  'table',
  'tr',
  'td',
  'th',
  'br',
  'strong',
  'em',
  'a',
]);
const blocks = 'p, h1, h2, h3, ul, ol, li, table, tr, td, th';

/** One element as what it may be: kept without its attributes, renamed, or given up for what it holds. */
const reduce = (element: Element): void => {
  const tag = element.tagName.toLowerCase();
  const own = ownAttributes(element, tag);
  const name = names[tag] ?? (isTitle(element) ? 'h1' : tag);
  if (own) keepOnly(element, own);
  else if (name === 'a' && !isSafeLink(element.getAttribute('href') ?? '')) unwrap(element);
  else if (kept.has(name) && name === tag) keepOnly(element, attributesOf[name] ?? []);
  else if (kept.has(name)) rename(element, name);
  else if (holders.test(tag) && !element.querySelector(blocks) && !isEmpty(element)) rename(element, 'p');
  else unwrap(element);
};

const holders = /^(div|section|article|main|header|footer|aside|blockquote|pre|address|center|figcaption)$/;

/** What our own copies of names and pictures carry; null where it is none. */
const ownAttributes = (element: Element, tag: string): readonly string[] | null => {
  if (tag === 'span' && element.hasAttribute('data-mention')) return ['data-mention', 'data-id'];
  if (tag === 'figure' && element.hasAttribute('data-picture')) return ['data-picture', 'data-width', 'data-height'];
  return null;
};

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  ol: ['start'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

const isTitle = (element: Element): boolean => element.tagName === 'P' && /^MsoTitle/i.test(element.className);

const keepOnly = (element: Element, keep: readonly string[]): void => {
  for (const { name } of [...element.attributes]) if (!keep.includes(name)) element.removeAttribute(name);
};
const rename = (element: Element, name: string): void => {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
};
const unwrap = (element: Element): void => element.replaceWith(...element.childNodes);

const isEmpty = (element: Element): boolean =>
  (element.textContent ?? '').replaceAll(/[\s\u00a0\u200b]+/g, '') === '' &&
  element.querySelector('[data-mention], [data-picture], table') === null;

/** Editors of old put a list beside the entry that it belongs to. */
const nestLists = (body: HTMLElement): void => {
  for (const list of body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const before = list.previousElementSibling;
    if (before?.tagName === 'LI') before.append(list);
    else list.replaceWith(...list.childNodes);
  }
};

/** A cell holds paragraphs and lists: a heading is its bold words, a table within it one paragraph a row. */
const flattenCell = (cell: Element): void => {
  for (const heading of cell.querySelectorAll('h1, h2, h3')) {
    wrapInside(heading, 'strong', false);
    rename(heading, 'p');
  }
  for (const table of cell.querySelectorAll('table')) {
    const rows = [...table.querySelectorAll('tr')].map((row) => {
      const line = table.ownerDocument.createElement('p');
      line.textContent = [...row.children].map((each) => (each.textContent ?? '').trim()).join(' ');
      return line;
    });
    table.replaceWith(...rows);
  }
};
