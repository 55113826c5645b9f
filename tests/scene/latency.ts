/**
 * How long what one browser types takes until another shows it. All of them run on one machine, so their clocks are one. A page notes
 * when each character is typed in it, and when it first shows so many characters of somebody's paragraph.
 */
import type { Seat } from './browsers.ts';
import { textOf } from './browsers.ts';

interface Notes {
  /** When the n-th character was typed here (ms since the epoch). */
  readonly typed: number[];
  /** [who, so many characters, when] */
  readonly shown: [speaker: string, length: number, at: number][];
}

declare global {
  interface Window {
    sceneNotes: Notes;
  }
}

export const takeNotes = ({ page }: Seat): Promise<void> =>
  textOf(page).evaluate((element) => {
    const notes: Notes = { typed: [], shown: [] };
    window.sceneNotes = notes;
    const now = () => performance.timeOrigin + performance.now();
    const longest = new Map<string, number>();
    element.addEventListener('beforeinput', (event) => {
      if (event instanceof InputEvent && event.inputType === 'insertText') notes.typed.push(now());
    });
    new MutationObserver((changes) => {
      const touched = new Set<Element>();
      for (const { target, addedNodes } of changes) {
        for (const node of [target, ...addedNodes]) {
          const paragraph = (node instanceof Element ? node : node.parentElement)?.closest('p');
          if (paragraph && element.contains(paragraph)) touched.add(paragraph);
        }
      }
      const at = now();
      for (const paragraph of touched) {
        const [speaker = '', words] = (paragraph.textContent ?? '').replaceAll('\u2060', '').split('：');
        if (words === undefined) continue;
        const length = [...words].length;
        if (length <= (longest.get(speaker) ?? 0)) continue;
        longest.set(speaker, length);
        notes.shown.push([speaker, length, at]);
      }
    }).observe(element, { childList: true, subtree: true, characterData: true });
  });

/** Milliseconds, each character at each other browser that shows its topic; what was under way in a cut does not count. */
export const latencies = async (
  seats: readonly Seat[],
  cuts: readonly { readonly from: number; readonly to: number }[],
): Promise<readonly number[]> => {
  const notes = await Promise.all(seats.map(({ page }) => page.evaluate(() => window.sceneNotes)));
  const isTouched = (typed: number, seen: number) => cuts.some(({ from, to }) => seen > from && typed < to);
  const found: number[] = [];
  for (const [writer, { typed }] of notes.entries()) {
    const { name, body } = seats[writer]?.player ?? { name: '', body: '' };
    const speaker = `${body} ${name}`;
    for (const [reader, { shown }] of notes.entries()) {
      if (reader === writer) continue;
      const own = shown.filter(([who]) => who === speaker);
      for (const [index, at] of typed.entries()) {
        const seen = own.find(([, length]) => length > index);
        if (seen && !isTouched(at, seen[2])) found.push(seen[2] - at);
      }
    }
  }
  return found;
};
