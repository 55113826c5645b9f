import { err, ok, type Result } from '@lianxi/base';
import { checkDocument, type OldMinutesError, oldMinutesLimits } from './check.ts';
import {
  countBlocks,
  linesOf,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperParagraph,
  type PaperPicture,
  type PaperRun,
} from './paper.ts';

/** Reads a DOCX, in a worker as well as in Node. The library comes when it is needed. */
export const readDocx = async (bytes: Uint8Array<ArrayBuffer>): Promise<Result<Paper, OldMinutesError>> => {
  const checked = await checkDocument(bytes);
  if (!checked.ok) return checked;
  const { convertToHtml } = await loadMammoth();
  let read: Element | null = null;
  try {
    // It is its reading that is wanted: the look of a paragraph says what it is, and HTML has no look.
    await convertToHtml(inputOf(bytes), {
      externalFileAccess: false,
      includeEmbeddedStyleMap: false,
      transformDocument: (document: Element) => {
        read = document;
        return { ...document, children: [] };
      },
    });
  } catch (cause) {
    return err({ type: 'Damaged', detail: cause instanceof Error ? cause.message : String(cause) });
  }
  const found: Element = read ?? {};
  const taken = new Taking();
  const blocks = taken.blocks(found.children ?? []);
  for (const note of taken.notesOf(found)) blocks.push(note);
  const { pictures, leftOut } = await taken.pictures();
  if (blocks.length === 0) return err({ type: 'NothingWritten' });
  const { characters, blocks: mostBlocks } = oldMinutesLimits;
  const length = linesOf(blocks).reduce((sum, line) => sum + line.length, 0);
  if (length > characters || countBlocks(blocks) > mostBlocks)
    return err({ type: 'TooLong', characters, blocks: mostBlocks });
  return ok({ blocks, pictures, leftOut });
};

type Mammoth = typeof import('mammoth');
const loadMammoth = async (): Promise<Mammoth> => {
  const loaded: Mammoth & { readonly default?: Mammoth } = await import('mammoth');
  return loaded.default ?? loaded;
};

/** In Node the library reads a Buffer, elsewhere the bytes themselves; each takes no notice of the other. */
const inputOf = (bytes: Uint8Array<ArrayBuffer>) => {
  const arrayBuffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return { arrayBuffer, ...(typeof Buffer === 'undefined' ? {} : { buffer: Buffer.from(arrayBuffer) }) };
};

/** What the library says of a document: of each kind of element only some of these are there. */
interface Element {
  readonly type?: string;
  readonly children?: readonly Element[];
  readonly value?: string;
  readonly styleId?: string | null;
  readonly styleName?: string | null;
  readonly alignment?: string | null;
  readonly numbering?: { readonly isOrdered: boolean; readonly level: string } | null;
  readonly isBold?: boolean;
  readonly isItalic?: boolean;
  readonly font?: string | null;
  readonly fontSize?: number | null;
  readonly href?: string;
  readonly breakType?: string;
  readonly checked?: boolean;
  readonly colSpan?: number;
  readonly rowSpan?: number;
  readonly isHeader?: boolean;
  readonly contentType?: string;
  readonly noteType?: string;
  readonly noteId?: string;
  readonly notes?: { resolve(reference: Element): { readonly body: readonly Element[] } | null };
  readonly readAsArrayBuffer?: () => Promise<ArrayBuffer | Uint8Array>;
}

/** Kinds that a browser draws; Windows' own drawings are none. */
const drawn: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
/** A topic's text takes no album. */
const mostPictures = 60;
const deepest = 20;

class Taking {
  readonly #images: Element[] = [];
  readonly #notes: Element[] = [];
  #leftOut = 0;

  blocks(elements: readonly Element[], depth = 0): PaperBlock[] {
    if (depth > deepest) return [];
    return elements.flatMap((element): readonly PaperBlock[] => {
      if (element.type === 'paragraph') return this.#paragraph(element);
      if (element.type === 'table') return [{ type: 'table', rows: this.#rows(element.children ?? [], depth) }];
      // What stands between paragraphs, such as a box of its own.
      return this.blocks(element.children ?? [], depth + 1);
    });
  }

  notesOf(document: Element): readonly PaperBlock[] {
    return this.#notes.flatMap((reference) => this.blocks([...(document.notes?.resolve(reference)?.body ?? [])]));
  }

  async pictures(): Promise<{ readonly pictures: readonly PaperPicture[]; readonly leftOut: number }> {
    const pictures: PaperPicture[] = [];
    for (const { contentType = '', readAsArrayBuffer } of this.#images) {
      // One that is only pointed to rejects: nothing is fetched from anywhere.
      const bytes = await (async () => readAsArrayBuffer?.())().catch(() => null);
      pictures.push({ type: contentType, bytes: new Uint8Array(bytes ?? []) });
    }
    return { pictures, leftOut: this.#leftOut + pictures.filter(({ bytes }) => bytes.length === 0).length };
  }

  #rows(rows: readonly Element[], depth: number): readonly (readonly PaperCell[])[] {
    return rows
      .filter(({ type }) => type === 'tableRow')
      .map(({ children = [], isHeader = false }) =>
        children
          .filter(({ type }) => type === 'tableCell')
          .map((cell) => ({
            columns: cell.colSpan ?? 1,
            rows: cell.rowSpan ?? 1,
            isHeader,
            blocks: this.blocks(cell.children ?? [], depth + 1),
          })),
      );
  }

  #paragraph(element: Element): readonly PaperBlock[] {
    const runs: PaperRun[] = [];
    const images: PaperBlock[] = [];
    let size = 0;
    let isHeadingFace = false;
    const visit = (inline: Element, run: Element, href: string | null, depth: number): void => {
      if (depth > deepest) return;
      const say = (text: string) =>
        runs.push({ text, isBold: run.isBold ?? false, isItalic: run.isItalic ?? false, href });
      if (inline.type === 'text') {
        say(inline.value ?? '');
        if ((inline.value ?? '').trim() !== '') {
          size = Math.max(size, run.fontSize ?? 0);
          isHeadingFace ||= /黑体|小标宋|SimHei|Heiti/i.test(run.font ?? '');
        }
      } else if (inline.type === 'tab') say('\t');
      else if (inline.type === 'break') say('\n');
      else if (inline.type === 'checkbox') say(inline.checked ? '☑' : '☐');
      else if (inline.type === 'noteReference') this.#notes.push(inline);
      else if (inline.type === 'image') {
        if (drawn.has(inline.contentType ?? '') && this.#images.length < mostPictures) {
          images.push({ type: 'picture', picture: this.#images.length });
          this.#images.push(inline);
        } else this.#leftOut += 1;
      } else {
        const next = inline.type === 'run' ? inline : run;
        const to = inline.type === 'hyperlink' ? (inline.href ?? null) : href;
        for (const child of inline.children ?? []) visit(child, next, to, depth + 1);
      }
    };
    for (const child of element.children ?? []) visit(child, {}, null, 0);
    const { numbering } = element;
    const paragraph: PaperParagraph = {
      type: 'paragraph',
      runs,
      heading: headingOf(element),
      list: numbering ? { isOrdered: numbering.isOrdered, level: Number(numbering.level) || 0 } : null,
      isCentred: element.alignment === 'center',
      size: size || null,
      isHeadingFace,
    };
    const isEmpty = runs.every(({ text }) => text.trim() === '');
    return isEmpty ? images : [paragraph, ...images];
  }
}

/** `heading 2`, `标题 2`, `Title`, and the ids of programs that name none. */
const headingOf = ({ styleName, styleId }: Element): number => {
  const name = `${styleName ?? ''}`.trim();
  if (/^(title|标题)$/i.test(name)) return 1;
  const level = /^(?:heading|标题)\s*(\d)/i.exec(name)?.[1] ?? /^(?:Heading|标题)(\d)$/i.exec(styleId ?? '')?.[1];
  return level === undefined ? 0 : Number(level);
};
