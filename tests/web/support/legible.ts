/**
 * What a page does to its words, read from the rendered boxes: words that run into or over other words or parts, that leave
 * the control or frame they stand in, or that are cut off without a sign; and, for fingers, controls that are too small.
 * What floats (a drawer, a menu, a bar that stays while its page is scrolled) may cover what lies below it.
 */
import { expect, type Page, type Request } from '@playwright/test';

export interface Illegible {
  readonly type: 'over-words' | 'over-part' | 'out-of-its-box' | 'cut';
  readonly words: string;
  /** The other words, or the part that is in the way. */
  readonly by: string;
}

export const sayIllegible = ({ type, words, by }: Illegible): string => `“${words}” ${type} ${by}`;

/** Only what can be seen without scrolling: make the window as high as the page first. */
export const illegibleOf = (page: Page): Promise<readonly Illegible[]> =>
  page.evaluate(() => {
    interface Box {
      left: number;
      right: number;
      top: number;
      bottom: number;
    }
    interface Words extends Box {
      readonly text: string;
      readonly element: Element;
    }
    const found: Illegible[] = [];
    /** Boxes that touch are not yet in each other's way (px). */
    const slack = 1.5;

    const nameOf = (element: Element) => {
      const classes = [...element.classList].filter((name) => !name.startsWith('svelte-'));
      return [element.tagName.toLowerCase(), ...classes].join('.');
    };
    const meet = (one: Box, other: Box): Box => ({
      left: Math.max(one.left, other.left),
      right: Math.min(one.right, other.right),
      top: Math.max(one.top, other.top),
      bottom: Math.min(one.bottom, other.bottom),
    });
    const isEmpty = ({ left, right, top, bottom }: Box) => right - left <= slack || bottom - top <= slack;
    const stylesByElement = new Map<Element, CSSStyleDeclaration>();
    const styleOf = (element: Element): CSSStyleDeclaration => {
      const known = stylesByElement.get(element);
      if (known) return known;
      const style = getComputedStyle(element);
      stylesByElement.set(element, style);
      return style;
    };
    const parentOf = (element: Element): Element | null =>
      styleOf(element).position === 'fixed' ? null : element.parentElement;
    /** Whether it floats over what else lies in `holder`: a part placed inside a smaller part goes where that one goes. */
    const floatsIn = (element: Element, holder: Element | null) => {
      const { position } = styleOf(element);
      if (position !== 'absolute') return position === 'fixed' || position === 'sticky';
      if (element.parentElement === null || element.parentElement === holder) return true;
      const own = element.getBoundingClientRect();
      const inside = meet(own, element.parentElement.getBoundingClientRect());
      return inside.right - inside.left < own.width - slack || inside.bottom - inside.top < own.height - slack;
    };
    const isSolid = (colour: string) => colour !== 'transparent' && !/^rgba\(.*, 0\)$|\/ 0\)$/.test(colour);
    const paints = (element: Element) => {
      if (element.matches('svg, img, canvas, video')) return true;
      const { backgroundColor, backgroundImage, borderTopWidth, borderTopColor, boxShadow } = styleOf(element);
      return (
        isSolid(backgroundColor) ||
        backgroundImage !== 'none' ||
        (borderTopWidth !== '0px' && isSolid(borderTopColor)) ||
        boxShadow.includes('inset')
      );
    };
    const isFramed = (element: Element) =>
      element.matches('button, td, th, [role="gridcell"], [role="button"]') ||
      (element.matches('a') && !styleOf(element).display.startsWith('inline')) ||
      (styleOf(element).display !== 'inline' && paints(element));

    /** The part of the box that its scrolling and clipping ancestors leave; says which of them cut it for good. */
    const seenPartOf = (box: Box, element: Element) => {
      let seen = meet(box, { left: 0, right: innerWidth, top: 0, bottom: innerHeight });
      let cutBy: Element | null = null;
      for (let at: Element | null = element; at; at = parentOf(at)) {
        const { overflowX, overflowY, textOverflow, webkitLineClamp } = styleOf(at);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const frame = at.getBoundingClientRect();
        const isHidden = /hidden|clip/;
        if (
          cutBy === null &&
          !isEmpty(seen) &&
          textOverflow !== 'ellipsis' &&
          webkitLineClamp === 'none' &&
          ((isHidden.test(overflowX) && (seen.left < frame.left - 2 || seen.right > frame.right + 2)) ||
            (isHidden.test(overflowY) && (seen.top < frame.top - 2 || seen.bottom > frame.bottom + 2)))
        )
          cutBy = at;
        seen = meet(seen, frame);
      }
      return { seen, cutBy };
    };

    const lines: Words[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!element || text === '' || element.closest('script, style, option, .said, #svelte-announcer')) continue;
      if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const size = Number.parseFloat(styleOf(element).fontSize);
      for (const { left, right, top, bottom, width } of range.getClientRects()) {
        if (width <= slack) continue;
        // A font's box is higher than its letters: what counts is the letters' own height.
        const middle = (top + bottom) / 2;
        const letters = { left, right, top: middle - size * 0.42, bottom: middle + size * 0.42 };
        const { seen, cutBy } = seenPartOf(letters, element);
        // A line that is half scrolled out says nothing yet.
        if (isEmpty(seen) || (!cutBy && seen.bottom - seen.top < size * 0.6)) continue;
        if (cutBy) found.push({ type: 'cut', words: text, by: nameOf(cutBy) });
        lines.push({ ...seen, text, element });
        for (let at: Element | null = element; at; at = parentOf(at)) {
          if (!isFramed(at)) continue;
          const frame = at.getBoundingClientRect();
          if (
            seen.left < frame.left - slack ||
            seen.right > frame.right + slack ||
            seen.top < frame.top - slack ||
            seen.bottom > frame.bottom + slack
          )
            found.push({ type: 'out-of-its-box', words: text, by: nameOf(at) });
          break;
        }
      }
    }

    // What stands in a field is words too, as far as the field shows it.
    const pen = document.createElement('canvas').getContext('2d');
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
      const text = (field.value || field.placeholder).split('\n')[0] ?? '';
      if (!pen || text === '' || !field.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      const style = styleOf(field);
      pen.font = style.font;
      const frame = field.getBoundingClientRect();
      const left = frame.left + Number.parseFloat(style.paddingLeft);
      const right = Math.min(left + pen.measureText(text).width, frame.right - Number.parseFloat(style.paddingRight));
      const size = Number.parseFloat(style.fontSize);
      const middle =
        field.tagName === 'INPUT'
          ? (frame.top + frame.bottom) / 2
          : frame.top + Number.parseFloat(style.paddingTop) + Number.parseFloat(style.lineHeight) / 2;
      const { seen } = seenPartOf({ left, right, top: middle - size * 0.42, bottom: middle + size * 0.42 }, field);
      if (!isEmpty(seen)) lines.push({ ...seen, text, element: field });
    }

    /** Whether the two lie in the page's own flow as seen from what holds both: neither floats over the other. */
    const inOneFlow = (one: Element, other: Element): boolean => {
      const above = new Set<Element>();
      for (let at: Element | null = one; at; at = at.parentElement) above.add(at);
      let common: Element | null = other;
      while (common && !above.has(common)) common = common.parentElement;
      for (const start of [one, other]) {
        for (let at: Element | null = start; at && at !== common; at = at.parentElement)
          if (floatsIn(at, common)) return false;
      }
      return true;
    };

    for (const [index, one] of lines.entries()) {
      for (const other of lines.slice(index + 1)) {
        if (other.element === one.element) continue;
        const shared = meet(one, other);
        if (isEmpty(shared) || !inOneFlow(one.element, other.element)) continue;
        found.push({ type: 'over-words', words: one.text, by: `“${other.text}”` });
      }
      const middle = (one.top + one.bottom) / 2;
      for (const x of [one.left + slack, (one.left + one.right) / 2, one.right - slack]) {
        const blocker = document
          .elementsFromPoint(x, middle)
          .find(
            (each) =>
              !each.contains(one.element) &&
              !one.element.contains(each) &&
              paints(each) &&
              inOneFlow(each, one.element),
          );
        if (!blocker) continue;
        found.push({ type: 'over-part', words: one.text, by: nameOf(blocker) });
        break;
      }
    }
    const keys = new Set<string>();
    return found.filter((each) => {
      const key = JSON.stringify(each);
      if (keys.has(key)) return false;
      keys.add(key);
      return true;
    });
  });

const asking = new WeakMap<Page, Set<Request>>();
/** What the page has asked for since it was first looked at, and has no answer to yet. */
const askedBy = (page: Page): ReadonlySet<Request> => {
  const known = asking.get(page);
  if (known) return known;
  const pending = new Set<Request>();
  page.on('request', (request) => pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
  asking.set(page, pending);
  return pending;
};

/**
 * Until nothing is asked for, nothing stands in the place of what is still read, and nothing on the page has changed for `quiet` ms: lists
 * that are read one by one are whole then.
 */
export const whenStill = async (page: Page, quiet = 300): Promise<void> => {
  const pending = askedBy(page);
  const unchanged = page.evaluate(
    (pause) =>
      new Promise<void>((resolve) => {
        const isStill = () => {
          changes.disconnect();
          clearTimeout(timer);
          clearTimeout(last);
          resolve();
        };
        const look = () => {
          if (document.querySelector('.sk')) wait();
          else isStill();
        };
        let timer: ReturnType<typeof setTimeout> | undefined;
        const wait = () => {
          clearTimeout(timer);
          timer = setTimeout(look, pause);
        };
        // A clock on the page would keep it moving for ever.
        const last = setTimeout(isStill, 8_000);
        const changes = new MutationObserver(wait);
        wait();
        changes.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    quiet,
  );
  await Promise.all([unchanged, page.waitForLoadState('networkidle')]);
  if (pending.size > 0) {
    await expect.poll(() => pending.size).toBe(0);
    await whenStill(page, quiet);
  }
};

/** Controls that a finger would miss: the least side is 44 px, with what `::before` and `::after` add; links in a text are text. */
export const smallTargetsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const least = 43.5;
    const reach = (element: Element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      let [width, height] = [right - left, bottom - top];
      for (const pseudo of ['::before', '::after']) {
        const style = getComputedStyle(element, pseudo);
        if (style.content === 'none' || style.position !== 'absolute') continue;
        width = Math.max(width, Number.parseFloat(style.width) || 0);
        height = Math.max(height, Number.parseFloat(style.height) || 0);
      }
      return { width, height };
    };
    const controls = document.querySelectorAll(
      'a[href], button, input:not([type="hidden"]), select, textarea, [role="button"], [role="checkbox"], [role="tab"]',
    );
    const small: string[] = [];
    for (const control of controls) {
      if (!control.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
      if (control.closest('[role="grid"], [role="treegrid"], .said')) continue;
      if (control.matches('a') && getComputedStyle(control).display === 'inline') continue;
      const box = control.getBoundingClientRect();
      if (box.width <= 1 || box.bottom < 0 || box.top > innerHeight) continue;
      // The frame around a field is what is pressed.
      const { width, height } = reach(control.closest('label, .input') ?? control);
      if (width >= least && height >= least) continue;
      const name = control.getAttribute('aria-label') ?? control.textContent?.trim() ?? '';
      small.push(`${control.tagName.toLowerCase()} “${name}” ${Math.round(width)}×${Math.round(height)}`);
    }
    return [...new Set(small)];
  });
