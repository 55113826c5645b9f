import { astralFace, faces, wideFace } from '../faces.ts';
import { form } from '../form.ts';
import type { OfficialMinutes } from '../model.ts';
import { picturesIn } from '../picture.ts';
import { body } from './body.ts';
import { margins, squeeze } from './grid.ts';
import { type DocxPicture, type DocxPictures, pictureFile, pictureId } from './picture.ts';
import { fonts, run, sizes } from './runs.ts';
import { escapeXml, part, plainPart, twips, twipsOfMm } from './xml.ts';
import { zip } from './zip.ts';

export type { DocxPicture, DocxPictures } from './picture.ts';

/**
 * The document as Office Open XML (ISO/IEC 29500, transitional): the same model gives the same bytes. Of a picture that is not
 * among `pictures` only what is said of it stands there.
 */
export const writeOfficialDocx = (
  official: OfficialMinutes,
  pictures: DocxPictures = new Map(),
): Promise<Uint8Array<ArrayBuffer>> => {
  const held = picturesIn(official).flatMap((hash) => {
    const picture = pictures.get(hash);
    return picture ? [[hash, picture] as const] : [];
  });
  return zip(
    new Map<string, string | Uint8Array>([
      ['[Content_Types].xml', contentTypes],
      ['_rels/.rels', packageRelations],
      ['docProps/core.xml', coreProperties(official.title || official.masthead)],
      ['word/document.xml', part('document', `<w:body>${body(official, pictures)}${section}</w:body>`)],
      ['word/styles.xml', part('styles', styles)],
      ['word/settings.xml', part('settings', settings)],
      ['word/fontTable.xml', part('fonts', fontTable)],
      ['word/footer-odd.xml', part('ftr', pageNumber('right'))],
      ['word/footer-even.xml', part('ftr', pageNumber('left'))],
      ['word/_rels/document.xml.rels', documentRelations(held)],
      ...held.map(([hash, picture]) => [`word/media/${pictureFile(hash, picture)}`, picture.bytes] as const),
    ]),
  );
};

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaging = 'http://schemas.openxmlformats.org/package/2006';
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

const related = [
  ['styles', 'styles.xml', 'styles'],
  ['settings', 'settings.xml', 'settings'],
  ['fontTable', 'fontTable.xml', 'fontTable'],
  ['footer', 'footer-odd.xml', 'odd'],
  ['footer', 'footer-even.xml', 'even'],
] as const;

const contentTypes = plainPart(
  `<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="${wordType}.document.main+xml"/>${related.map(([type, name]) => `<Override PartName="/word/${name}" ContentType="${wordType}.${type}+xml"/>`).join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
);
const packageRelations = plainPart(
  `<Relationships xmlns="${packaging}/relationships"><Relationship Id="document" Type="${office}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="${packaging}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
);
const documentRelations = (held: readonly (readonly [hash: string, picture: DocxPicture])[]): string =>
  plainPart(
    `<Relationships xmlns="${packaging}/relationships">${related.map(([type, target, id]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`).join('')}${held.map(([hash, picture]) => `<Relationship Id="${pictureId(hash)}" Type="${office}/image" Target="media/${pictureFile(hash, picture)}"/>`).join('')}</Relationships>`,
  );
/** The title alone: who made a file and when is nobody's business who gets it. */
const coreProperties = (title: string): string =>
  plainPart(
    `<cp:coreProperties xmlns:cp="${packaging}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeXml(title)}</dc:title></cp:coreProperties>`,
  );

/** Where a footer's lower edge stands, so that the dash in the middle of its line is where the form wants it (mm). */
const halfLine = (form.small * 25.4) / 72 / 2;
const footerEdge = form.margin.bottom - form.numberBelow - halfLine;

const section = [
  '<w:sectPr>',
  '<w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/>',
  `<w:pgSz w:w="${twipsOfMm(form.page.width)}" w:h="${twipsOfMm(form.page.height)}"/>`,
  `<w:pgMar w:top="${margins.top}" w:right="${margins.right}" w:bottom="${margins.bottom}" w:left="${margins.left}" w:header="851" w:footer="${twipsOfMm(footerEdge)}" w:gutter="0"/>`,
  `<w:docGrid w:type="lines" w:linePitch="${twips(form.linePitch)}"/>`,
  '</w:sectPr>',
].join('');

const styles = [
  `<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`,
  '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/><w:pPr>',
  // The grid decides where lines end: no widows, no room between Chinese and Latin, no punctuation squeezed or hung out.
  '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:topLinePunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>',
  `<w:spacing w:before="0" w:after="0" w:line="${twips(form.linePitch)}" w:lineRule="exact"/><w:jc w:val="both"/>`,
  `</w:pPr><w:rPr>${fonts(faces.body.name)}<w:spacing w:val="${squeeze}"/>${sizes(form.body)}</w:rPr></w:style>`,
].join('');

const settings = [
  '<w:evenAndOddHeaders/>',
  '<w:characterSpacingControl w:val="doNotCompress"/>',
  '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
].join('');

const fontTable = [
  ...Object.values(faces),
  { name: wideFace, instead: 'SimSun', panose: '02010600030101010101', family: 'auto' },
  { name: astralFace, instead: 'HanaMinB', panose: '02010609060101010101', family: 'modern' },
]
  .filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index)
  .map(
    ({ name, instead, panose, family }) =>
      `<w:font w:name="${name}"><w:altName w:val="${instead}"/><w:panose1 w:val="${panose}"/><w:charset w:val="86"/><w:family w:val="${family}"/><w:pitch w:val="default"/></w:font>`,
  )
  .join('');

const pageNumber = (side: 'left' | 'right'): string => {
  const style = { face: 'number', size: form.small } as const;
  const indent = `<w:ind w:${side}="${twips(form.small)}"/>`;
  const line = `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="${twips(form.small)}" w:lineRule="exact"/>`;
  return `<w:p><w:pPr>${line}${indent}<w:jc w:val="${side}"/></w:pPr>${run('— ', style)}<w:fldSimple w:instr=" PAGE ">${run('1', style)}</w:fldSimple>${run(' —', style)}</w:p>`;
};
