import { form, mastheadSize, millimetre } from '../form.ts';
import type {
  Colophon,
  OfficialCell,
  OfficialMinutes,
  OfficialParagraph,
  OfficialPicture,
  OfficialTable,
  Roll,
} from '../model.ts';
import { cellRoom } from '../picture.ts';
import { margins, textWidth } from './grid.ts';
import { type DocxPictures, pictureParagraph } from './picture.ts';
import { run, runs } from './runs.ts';
import { eighthsOfMm, twips } from './xml.ts';

const character = twips(form.body);

/** A picture that is held, with a number of its own; nothing where it is not. */
type SetPicture = (picture: OfficialPicture, room?: number) => string;

/** Everything between the document's first line and its section's properties. */
export const body = (official: OfficialMinutes, pictures: DocxPictures): string => {
  let count = 0;
  const setPicture: SetPicture = (picture, room) =>
    pictures.has(picture.hash) ? pictureParagraph(picture, ++count, room) : '';
  return [
    head(official),
    blank(2),
    paragraph('<w:keepLines/><w:jc w:val="center"/>', run(official.title, { face: 'title', size: form.title })),
    blank(1),
    ...official.body.map((part, index) => {
      if (part.type === 'paragraph') return textParagraph(part);
      if (part.type === 'picture') return setPicture(part);
      // Two tables with nothing between them would be one.
      return `${official.body[index - 1]?.type === 'table' ? blank(1) : ''}${table(part, setPicture)}`;
    }),
    ...(official.rolls.length > 0 ? [blank(1), ...official.rolls.map(roll)] : []),
    colophon(official.colophon),
    // What the colophon hangs on; it takes no room.
    paragraph('<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', ''),
  ].join('');
};

const paragraph = (properties: string, content: string): string => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;

const blank = (lines: number): string => paragraph('', '').repeat(lines);

const exact = (points: number, after = 0): string =>
  `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="${twips(after)}" w:line="${twips(points)}" w:lineRule="exact"/>`;

/**
 * What stands above the red rule takes whole lines of the grid: the room over the masthead, the masthead, and the line of
 * number and day. A line of an exact height holds its characters a twentieth of their size above its own edge.
 */
const head = ({ masthead, number, day }: OfficialMinutes): string => {
  const size = mastheadSize(masthead);
  const room = form.mastheadTop * millimetre + size * 0.05;
  const lines = size * Math.ceil((size * [...masthead].length) / (form.text.width * millimetre));
  const rest = form.headLines * form.linePitch - room - lines - form.linePitch;
  const edge = `<w:pBdr><w:bottom w:val="single" w:sz="${eighthsOfMm(form.rule.head)}" w:space="0" w:color="FF0000"/></w:pBdr>`;
  const tabs = `<w:tabs><w:tab w:val="right" w:pos="${textWidth}"/></w:tabs>`;
  return [
    paragraph(exact(room), ''),
    paragraph(
      `${exact(size, Math.max(0, rest))}<w:jc w:val="center"/>`,
      run(masthead, { face: 'title', size, isRed: true }),
    ),
    paragraph(
      `${edge}${tabs}${exact(form.linePitch)}<w:jc w:val="left"/>`,
      `${run(number ?? '', { face: 'body' })}<w:r><w:tab/></w:r>${run(day ?? '', { face: 'body' })}`,
    ),
  ].join('');
};

const textParagraph = ({
  face,
  depth,
  isHeading,
  isFlush,
  isCaption,
  fromRight,
  runs: list,
}: OfficialParagraph): string => {
  if (fromRight !== undefined) {
    const right = Math.round(fromRight * character);
    return paragraph(`<w:ind w:right="${right}"/><w:jc w:val="right"/>`, runs(list, { face }));
  }
  if (isCaption) return paragraph('<w:jc w:val="center"/>', runs(list, { face }));
  if (isFlush) return paragraph('', runs(list, { face }));
  const left = depth === 0 ? '' : ` w:leftChars="${depth * 200}" w:left="${depth * 2 * character}"`;
  return paragraph(
    `${isHeading ? '<w:keepNext/>' : ''}<w:ind${left} w:firstLineChars="200" w:firstLine="${2 * character}"/>`,
    runs(list, { face }),
  );
};

/** 出席：and its like: two characters in, the names hanging after the colon. */
const roll = ({ label, text }: Roll): string =>
  paragraph(
    `<w:ind w:left="${5 * character}" w:hanging="${3 * character}"/>`,
    `${run(`${label}：`, { face: 'topic' })}${run(text, { face: 'body' })}`,
  );

/** A table anchored to the lower edge of the text block, on the page on which the document ends. */
const colophon = ({ sentTo, issuer, issued }: Colophon): string => {
  const one = twips(form.small);
  const rule = (edge: 'top' | 'bottom' | 'insideH', width: number) =>
    `<w:${edge} w:val="single" w:sz="${eighthsOfMm(width)}" w:space="0" w:color="000000"/>`;
  const style = { face: 'body', size: form.small } as const;
  const receivers =
    sentTo === null
      ? []
      : [
          paragraph(
            `${exact(form.colophonPitch)}<w:ind w:left="${4 * one}" w:right="${one}" w:hanging="${3 * one}"/>`,
            run(`分送：${sentTo}`, style),
          ),
        ];
  const last = paragraph(
    `<w:tabs><w:tab w:val="right" w:pos="${textWidth - one}"/></w:tabs>${exact(form.colophonPitch)}<w:ind w:left="${one}" w:right="${one}"/><w:jc w:val="left"/>`,
    `${run(issuer, style)}<w:r><w:tab/></w:r>${run(issued, style)}`,
  );
  const rows = [...receivers, last].map(
    (line) =>
      `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="${textWidth}" w:type="dxa"/></w:tcPr>${line}</w:tc></w:tr>`,
  );
  const edges = `${rule('top', form.rule.outer)}${rule('bottom', form.rule.outer)}${rule('insideH', form.rule.inner)}`;
  return `<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="${margins.left}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblBorders>${edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="${textWidth}"/></w:tblGrid>${rows.join('')}</w:tbl>`;
};

const table = ({ columns, rows }: OfficialTable, setPicture: SetPicture): string => {
  const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((edge) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
    .join('');
  const width = Math.floor(textWidth / columns);
  const side = `w:w="${twips(form.cellPadding)}" w:type="dxa"`;
  const padding = `<w:tblCellMar><w:left ${side}/><w:right ${side}/></w:tblCellMar>`;
  const grid = `<w:gridCol w:w="${width}"/>`.repeat(columns);
  const lines = rows.map((_, row) => tableRow(rows, row, columns, width, setPicture)).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="${width * columns}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${edges}</w:tblBorders><w:tblLayout w:type="fixed"/>${padding}</w:tblPr><w:tblGrid>${grid}</w:tblGrid>${lines}</w:tbl>`;
};

const tableRow = (
  rows: OfficialTable['rows'],
  row: number,
  columns: number,
  width: number,
  setPicture: SetPicture,
): string => {
  const isHeader = row === 0 && (rows[0] ?? []).every((cell) => cell.isHeader && cell.rows === 1);
  const cells: string[] = [];
  for (let at = 0; at < columns; ) {
    const own = rows[row]?.find((cell) => cell.at === at);
    const above = own ?? findAbove(rows, row, at);
    const merge = !above || above.rows === 1 ? '' : own ? '<w:vMerge w:val="restart"/>' : '<w:vMerge/>';
    const span = above?.columns ?? 1;
    const face = own?.isHeader ? 'topic' : 'body';
    const set = (part: OfficialCell['parts'][number]): string =>
      part.type === 'picture'
        ? setPicture(part, cellRoom(columns, span))
        : paragraph(
            `<w:jc w:val="${part.isCaption ? 'center' : 'left'}"/>`,
            runs(part.runs, { face: part.isCaption ? part.face : face, size: form.small }),
          );
    const content = (own?.parts ?? []).map(set).join('') || paragraph('<w:jc w:val="left"/>', '');
    cells.push(
      `<w:tc><w:tcPr><w:tcW w:w="${width * span}" w:type="dxa"/>${span > 1 ? `<w:gridSpan w:val="${span}"/>` : ''}${merge}<w:vAlign w:val="center"/></w:tcPr>${content}</w:tc>`,
    );
    at += span;
  }
  return `<w:tr><w:trPr><w:cantSplit/>${isHeader ? '<w:tblHeader/>' : ''}</w:trPr>${cells.join('')}</w:tr>`;
};

/** The cell of an earlier row that reaches down to this place. */
const findAbove = (rows: OfficialTable['rows'], row: number, at: number): OfficialCell | undefined => {
  for (let above = row - 1; above >= 0; above--) {
    const cell = rows[above]?.find((each) => each.at === at && above + each.rows > row);
    if (cell) return cell;
  }
  return undefined;
};
