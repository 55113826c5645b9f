import { zip } from '../official/docx/zip.ts';

/** DOCX files for tests, in the markup that Word and WPS write. */
interface Look {
  readonly bold?: boolean;
  readonly centre?: boolean;
  /** Points. */
  readonly size?: number;
  readonly font?: string;
  readonly style?: string;
  /** `number id/level`. */
  readonly list?: string;
}

const inXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export const run = (text: string, { bold, size, font }: Look = {}): string => {
  const face = font ? `<w:rFonts w:ascii="${font}" w:eastAsia="${font}" w:hAnsi="${font}" w:hint="eastAsia"/>` : '';
  const look = `${face}${bold ? '<w:b/><w:bCs/>' : ''}${size ? `<w:sz w:val="${size * 2}"/>` : ''}`;
  return `<w:r><w:rPr>${look}</w:rPr><w:t xml:space="preserve">${inXml(text)}</w:t></w:r>`;
};

export const p = (text: string, look: Look = {}): string => pOf([run(text, look)], look);

export const pOf = (runs: readonly string[], { centre, style, list }: Look = {}): string => {
  const [id, level] = list?.split('/') ?? [];
  const numbering = list ? `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>` : '';
  const properties = `${style ? `<w:pStyle w:val="${style}"/>` : ''}${numbering}${centre ? '<w:jc w:val="center"/>' : '<w:ind w:firstLineChars="200" w:firstLine="640"/>'}`;
  return `<w:p><w:pPr>${properties}</w:pPr>${runs.join('')}</w:p>`;
};

export const table = (
  rows: readonly (readonly (string | { readonly text: string; readonly columns: number })[])[],
): string =>
  `<w:tbl><w:tblPr/><w:tblGrid/>${rows
    .map(
      (row) =>
        `<w:tr>${row
          .map((cell) => {
            const { text, columns } = typeof cell === 'string' ? { text: cell, columns: 1 } : cell;
            const span = columns > 1 ? `<w:gridSpan w:val="${columns}"/>` : '';
            const inside = text.startsWith('<w:')
              ? text
              : text
                  .split('\n')
                  .map((each) => p(each))
                  .join('');
            return `<w:tc><w:tcPr>${span}</w:tcPr>${inside}</w:tc>`;
          })
          .join('')}</w:tr>`,
    )
    .join('')}</w:tbl>`;

export const picture = (id: string): string =>
  `<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ' +
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

export interface Media {
  readonly id: string;
  readonly target: string;
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

export const docxOf = (body: readonly string[], media: readonly Media[] = []): Promise<Uint8Array<ArrayBuffer>> => {
  const level = (of: number, format: string) => `<w:lvl w:ilvl="${of}"><w:numFmt w:val="${format}"/></w:lvl>`;
  const style = (id: string, name: string) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  const relations = media.map(
    ({ id, target, bytes }) =>
      `<Relationship Id="${id}" Type="${office}/image" Target="${target}"${bytes ? '' : ' TargetMode="External"'}/>`,
  );
  return zip(
    new Map<string, string | Uint8Array<ArrayBuffer>>([
      [
        '[Content_Types].xml',
        `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ],
      [
        '_rels/.rels',
        `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ],
      [
        'word/_rels/document.xml.rels',
        `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`,
      ],
      [
        'word/styles.xml',
        `${head}<w:styles ${namespaces}>${style('1', 'heading 1')}${style('2', 'heading 2')}${style('a3', 'Title')}</w:styles>`,
      ],
      [
        'word/numbering.xml',
        `${head}<w:numbering ${namespaces}><w:abstractNum w:abstractNumId="0">${level(0, 'decimal')}${level(1, 'bullet')}</w:abstractNum><w:abstractNum w:abstractNumId="1">${level(0, 'chineseCounting')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
      ],
      [
        'word/document.xml',
        `${head}<w:document ${namespaces}><w:body>${body.join('')}<w:sectPr/></w:body></w:document>`,
      ],
      ...media.flatMap(({ target, bytes }): [string, Uint8Array<ArrayBuffer>][] =>
        bytes ? [[`word/${target}`, bytes]] : [],
      ),
    ]),
  );
};
