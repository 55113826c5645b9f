/** A document as a word processor lays it out: LibreOffice renders it, Poppler measures the pages. Both are only for tests. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const commands = ['soffice', 'pdftotext', 'pdftoppm', 'pdfinfo'];

/** What is missing here to render a document, as a sentence; null where everything is there. */
export const missingOffice = (): string | null => {
  const missing = commands.filter((command) => spawnSync('which', [command]).status !== 0);
  return missing.length === 0
    ? null
    : `not rendered: ${missing.join(', ')} not found (Debian: libreoffice-writer-nogui, poppler-utils, fonts-noto-cjk)`;
};

/** Points from the upper left corner of the page. */
export interface Line {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of a pixel. */
  at(x: number, y: number): readonly [number, number, number];
}

export interface Rendered {
  readonly pages: number;
  /** Points. */
  readonly size: readonly [width: number, height: number];
  readonly lines: readonly Line[];
  /** At so many pixels an inch; the first page is 1. */
  picture(page: number, resolution: number): Picture;
  png(page: number, resolution: number): Buffer;
  dispose(): void;
}

export const renderDocx = (bytes: Uint8Array): Rendered => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-office-'));
  const pdf = join(folder, 'a.pdf');
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 90_000,
      maxBuffer: 1 << 28,
    });
  writeFileSync(join(folder, 'a.docx'), bytes);
  // A profile of its own: whoever sits here may have theirs open.
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  run('soffice', profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'a.docx'));
  const facts = run('pdfinfo', pdf);
  const [, width = '', height = ''] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(facts) ?? [];
  return {
    pages: Number(/Pages:\s+(\d+)/.exec(facts)?.[1]),
    size: [Number(width), Number(height)],
    lines: linesIn(run('pdftotext', '-bbox-layout', pdf, '-')),
    picture: (page, resolution) => {
      const to = join(folder, `page-${page}`);
      run('pdftoppm', '-f', `${page}`, '-l', `${page}`, '-r', `${resolution}`, '-singlefile', pdf, to);
      return readPicture(readFileSync(`${to}.ppm`));
    },
    png: (page, resolution) => {
      const to = join(folder, `page-${page}`);
      run('pdftoppm', '-png', '-f', `${page}`, '-l', `${page}`, '-r', `${resolution}`, '-singlefile', pdf, to);
      return readFileSync(`${to}.png`);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const linesIn = (xml: string): readonly Line[] =>
  xml
    .split('<page ')
    .slice(1)
    .flatMap((content, index) =>
      [
        ...content.matchAll(
          /<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([\s\S]*?)<\/line>/g,
        ),
      ].map(([, left, top, right, bottom, words = '']) => ({
        page: index + 1,
        left: Number(left),
        right: Number(right),
        top: Number(top),
        bottom: Number(bottom),
        text: words.replace(/<[^>]+>|\s/g, ''),
      })),
    );

/** PPM, binary: a word, width, height, the greatest value, then three bytes a pixel. */
const readPicture = (bytes: Buffer): Picture => {
  const [head = '', width = '', height = ''] =
    /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString('latin1')) ?? [];
  const wide = Number(width);
  return {
    width: wide,
    height: Number(height),
    at: (x, y) => {
      const from = head.length + 3 * (y * wide + x);
      return [bytes[from] ?? 0, bytes[from + 1] ?? 0, bytes[from + 2] ?? 0];
    },
  };
};
