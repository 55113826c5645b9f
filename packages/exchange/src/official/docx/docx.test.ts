import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { listEntries } from '../../bytes/zip.ts';
import type { OfficialMinutes, OfficialPart } from '../model.ts';
import { line } from '../words.ts';
import { type DocxPictures, writeOfficialDocx } from './index.ts';

const text = (words: string): OfficialPart => ({
  type: 'paragraph',
  face: 'body',
  depth: 0,
  isHeading: false,
  runs: [{ text: words }],
});
const official: OfficialMinutes = {
  masthead: '青禾社区联席会议纪要',
  number: null,
  day: '2026年9月10日',
  title: '三季度党建联席会议',
  body: [text('正文')],
  rolls: [{ label: '出席', text: '临溪小学副校长𠮷田㛃。' }],
  colophon: { sentTo: '街道党工委。', issuer: '青禾社区', issued: '2026年9月10日印发' },
};

const open = async (model: OfficialMinutes, pictures?: DocxPictures): Promise<ReadonlyMap<string, string>> => {
  const bytes = await writeOfficialDocx(model, pictures);
  const view = new DataView(bytes.buffer);
  return new Map(
    (listEntries(bytes) ?? []).map(({ name, at, packed }) => {
      const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      return [name, inflateRawSync(bytes.subarray(start, start + packed)).toString()];
    }),
  );
};
const partOf = async (name: string, model = official) => (await open(model)).get(name) ?? '';

test('[OD7] page, margins, pitch of lines and characters, and mirrored page numbers are the form’s', async () => {
  const [document, styles, settings] = await Promise.all(
    ['word/document.xml', 'word/styles.xml', 'word/settings.xml'].map((name) => partOf(name)),
  );
  expect(document).toContain('<w:pgSz w:w="11906" w:h="16838"/>');
  expect(document).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" /);
  expect(document).toContain('<w:docGrid w:type="lines" w:linePitch="579"/>');
  expect(styles).toContain('<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>');
  expect(styles).toContain('<w:sz w:val="32"/>');
  // Twenty-eight fit, a twenty-ninth does not.
  const squeeze = Number(/<w:rPr>.*?<w:spacing w:val="(-\d+)"\/>/.exec(styles ?? '')?.[1]);
  const width = 11906 - 1474 - 1587;
  expect(28 * (320 + squeeze)).toBeLessThanOrEqual(width);
  expect(29 * (320 + squeeze)).toBeGreaterThan(width);
  expect(settings).toContain('<w:evenAndOddHeaders/>');
  for (const [name, side] of [
    ['odd', 'right'],
    ['even', 'left'],
  ]) {
    const footer = await partOf(`word/footer-${name}.xml`);
    expect(footer).toContain(`<w:ind w:${side}="280"/><w:jc w:val="${side}"/>`);
    expect(footer).toContain('w:instr=" PAGE "');
    expect(footer.replace(/<[^>]+>/g, '')).toBe('— 1 —');
    expect(footer).toContain('w:eastAsia="宋体"');
  }
});

test('[OD7] the standard fonts are named, each with what stands in for it, and none is packed', async () => {
  const parts = await open(official);
  const fonts = parts.get('word/fontTable.xml') ?? '';
  for (const [name, instead] of [
    ['方正小标宋简体', '华文中宋'],
    ['仿宋_GB2312', '仿宋'],
    ['楷体_GB2312', '楷体'],
    ['黑体', '微软雅黑'],
  ])
    expect(fonts).toContain(`<w:font w:name="${name}"><w:altName w:val="${instead}"/>`);
  expect([...parts.keys()].filter((name) => !/\.(xml|rels)$/.test(name))).toEqual([]);
});

test('[OD80] a picture is a part of the file, once, and shown as wide as the text; one that is missing leaves its words', async () => {
  const hash = 'ab'.repeat(32);
  const picture: OfficialPart = { type: 'picture', hash, width: 1600, height: 800, caption: '<坡道>' };
  const bytes = new Uint8Array([0xff, 0xd8, 1, 2, 3]);
  const model = { ...official, body: [picture, picture] };
  const parts = await open(model, new Map([[hash, { bytes, type: 'image/jpeg' }]]));
  const media = [...parts.keys()].filter((name) => name.startsWith('word/media/'));
  expect(media).toEqual([`word/media/p${hash.slice(0, 32)}.jpeg`]);
  expect(parts.get('word/_rels/document.xml.rels')).toContain(`Target="${media[0]?.slice(5)}"`);
  expect(parts.get('[Content_Types].xml')).toContain('Extension="jpeg" ContentType="image/jpeg"');
  const document = parts.get('word/document.xml') ?? '';
  expect(document.match(/<w:drawing>/g)).toHaveLength(2);
  expect(document).toContain(`<wp:extent cx="${Math.round(156 * 36_000)}" cy="${Math.round(78 * 36_000)}"/>`);
  expect(document).toContain('descr="&lt;坡道&gt;"');
  expect(await partOf('word/document.xml', model)).not.toContain('<w:drawing>');
});

test('[OD8] characters that GBK lacks stand whole, in a font that has them, and the others in the form’s own', async () => {
  const variant = '葛\u{e0100}';
  const document = await partOf('word/document.xml', { ...official, body: [text(`${variant}𠮷田㛃镕煊`)] });
  const runs = [...document.matchAll(/<w:eastAsia|w:eastAsia="([^"]+)"[^>]*\/>(?:(?!<w:t).)*<w:t[^>]*>([^<]*)/g)].map(
    ([, face, words]) => `${words} ${face}`,
  );
  expect(runs).toContain(`${variant} 仿宋_GB2312`);
  expect(runs).toContain('𠮷 SimSun-ExtB');
  expect(runs).toContain('㛃 宋体');
  expect(runs).toContain('镕煊 仿宋_GB2312');
  expect(runs).toContain('田 仿宋_GB2312');
});

test('[OD8] what people typed is text: markup is escaped, and what XML cannot carry does not break the file', async () => {
  const hostile = line('<w:p>&"]]>\u0000\u000b\ud842\ufffe尾');
  const model = { ...official, title: hostile, body: [text(hostile)], rolls: [{ label: '出席', text: hostile }] };
  for (const content of (await open(model)).values()) {
    expect(content).not.toMatch(/<w:p>&(?!amp;)/);
    expect(content.isWellFormed()).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
    expect(content).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  }
  expect(await partOf('word/document.xml', model)).toContain('&lt;w:p&gt;&amp;&quot;]]&gt;');
});

test('[OD7] the red rule is as wide as the text, the colophon’s rules are 0.35, 0.25 and 0.35 mm; without receivers, two', async () => {
  const document = await partOf('word/document.xml');
  expect(document).toMatch(/<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="0" w:color="FF0000"\/><\/w:pBdr>/);
  // Eighths of a point: 1 pt is 0.353 mm, 3/4 pt 0.265 mm.
  expect(document).toMatch(
    /<w:top w:val="single" w:sz="8"[^>]*\/><w:bottom w:val="single" w:sz="8"[^>]*\/><w:insideH w:val="single" w:sz="6"/,
  );
  expect(document).toContain('分送：街道党工委。');
  const alone = await partOf('word/document.xml', { ...official, colophon: { ...official.colophon, sentTo: null } });
  expect(alone).not.toContain('分送');
});

test('[OD7] the same minutes give the same bytes, however long they are', async () => {
  const long = { ...official, body: Array.from({ length: 800 }, (_, index) => text(`第${index}段。`.repeat(40))) };
  const [one, other] = await Promise.all([writeOfficialDocx(long), writeOfficialDocx(long)]);
  expect(one).toEqual(other);
  expect((await partOf('word/document.xml', long)).match(/第799段/g)).toHaveLength(40);
});

test('[MN31] whom a letter is to begins at the edge; whose it is stands so many characters from the right', async () => {
  const document = await partOf('word/document.xml', {
    ...official,
    body: [
      { ...text('临溪小学：'), isFlush: true },
      { ...text('青禾社区党委'), fromRight: 4.5 },
    ] as readonly OfficialPart[],
  });
  const propertiesOf = (words: string) =>
    new RegExp(`<w:pPr>((?:(?!<w:pPr>).)*?)</w:pPr>(?:(?!<w:p>).)*${words}`).exec(document)?.[1];
  expect(propertiesOf('临溪小学：')).toBe('');
  expect(propertiesOf('青禾社区党委')).toBe(`<w:ind w:right="${4.5 * 320}"/><w:jc w:val="right"/>`);
});
