import { writeXlsx } from 'hucre/xlsx';
import type { CellValue, Merge } from '../bytes/sheet.ts';
import type { RegisterField, RegisterRow } from '../register/field.ts';
import { encodeText } from './encode-text.ts';
import { compounds, createDice, type Dice, type MadePerson, makePeople } from './people.ts';
import { writeCell } from './write-cells.ts';

/**
 * A register workbook as an office would have made it, from a seed, with its truth beside it: rows, and the citizen numbers
 * that it spoils. Every habit is on or off by chance, so that many seeds try them together.
 */
export interface MadeWorkbook {
  readonly seed: number;
  readonly fileName: string;
  readonly habits: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
  readonly rows: readonly RegisterRow[];
  readonly problems: readonly { readonly row: number; readonly field: string; readonly kind: string }[];
}

const titles: Readonly<Record<RegisterField, readonly string[]>> = {
  compound: ['小区', '小区名称', '所属小区'],
  building: ['楼栋', '楼号', '栋号', '幢', '楼幢号'],
  entrance: ['单元', '单元号'],
  room: ['室', '房号', '室号', '房间号', '门牌'],
  address: ['住址', '门牌号', '楼栋门牌', '家庭住址', '详细地址', '房屋地址'],
  name: ['姓名', '姓 名', '户主姓名', '居民姓名', '家庭成员姓名'],
  sex: ['性别', '性 别'],
  birth: ['出生年月', '出生日期', '出生年月日'],
  idNumber: ['身份证号', '身份证号码', '公民身份号码', '公民身份证号', '证件号', '身份证'],
  relation: ['与户主关系', '户主关系', '关系', '与户主\n关系'],
  phones: ['联系电话', '手机', '电话', '手机号码', '联系方式', '联系电话（手机）'],
  partyMember: ['是否党员', '党员', '政治面貌'],
  residence: ['居住情况', '人员类别', '居住状态', '人口类别'],
  note: ['备注', '备注信息', '其他'],
};

type Layout = 'columns' | 'address' | 'sheet-a-building';
type Repeat = 'every-line' | 'merged' | 'blank-below';

export const makeWorkbook = async (seed: number): Promise<MadeWorkbook> => {
  const dice = createDice(seed);
  const layout = dice.pick<Layout>(['columns', 'columns', 'address', 'sheet-a-building']);
  const format = layout === 'sheet-a-building' ? 'xlsx' : dice.pick(['xlsx', 'xlsx', 'csv']);
  const compound = dice.pick(compounds);
  const compoundIn = dice.pick(
    format === 'csv' ? (['file', 'column'] as const) : (['title', 'file', 'column'] as const),
  );
  const repeat =
    format === 'csv'
      ? dice.pick<Repeat>(['every-line', 'blank-below'])
      : dice.pick<Repeat>(['every-line', 'merged', 'blank-below']);
  const isTwoLined = format === 'xlsx' && layout === 'columns' && dice.chance(0.5);
  const fields = chooseFields(dice, layout, compoundIn === 'column');
  const people = makePeople(dice, compound, dice.between(1, 5));
  const sheets =
    layout === 'sheet-a-building'
      ? byBuilding(people)
      : [{ name: dice.pick(['Sheet1', '居民信息', '登记表']), people }];
  const context: SheetContext = {
    dice,
    layout,
    compound,
    compoundIn,
    repeat,
    isTwoLined,
    fields,
    isText: format === 'csv',
  };
  const made = sheets.map((sheet) => makeSheet(context, sheet.name, sheet.people));
  const stem =
    compoundIn === 'column'
      ? '居民台账'
      : `${compound}${dice.pick(['居民台账', '住户花名册', '台账', '居民信息登记表'])}`;
  const encoding = dice.pick(['gb18030', 'utf-8', 'utf-8-mark', 'utf-16le', 'utf-16be'] as const);
  return {
    seed,
    fileName: `${compoundIn === 'title' ? '登记表' : stem}.${format}`,
    habits: { layout, format, compoundIn, repeat, isTwoLined, encoding, fields: fields.join() },
    bytes:
      format === 'csv'
        ? encodeText(toCsv(made[0]?.cells ?? [], dice.pick([',', '\t'])), encoding)
        : await toXlsx(dice, made),
    rows: made.flatMap((sheet) => sheet.rows),
    problems: made.flatMap((sheet) => sheet.problems),
  };
};

const chooseFields = (dice: Dice, layout: Layout, hasCompound: boolean): readonly RegisterField[] => {
  const place: readonly RegisterField[] = layout === 'columns' ? ['building', 'entrance', 'room'] : ['address'];
  const rest = (['sex', 'birth', 'idNumber', 'relation', 'phones', 'partyMember', 'residence', 'note'] as const).filter(
    () => dice.chance(0.85),
  );
  const others: RegisterField[] = dice.shuffle(['name', ...rest]);
  const ahead: readonly RegisterField[] = hasCompound ? ['compound', ...place] : place;
  return dice.chance(0.5) ? [...ahead, ...others] : [...others, ...ahead];
};

const byBuilding = (people: readonly MadePerson[]) => {
  const buildings = [...new Set(people.map((person) => person.building))];
  return buildings.map((building) => ({
    name: `${building}号楼`,
    people: people.filter((person) => person.building === building),
  }));
};

interface SheetContext {
  readonly dice: Dice;
  readonly layout: Layout;
  readonly compound: string;
  readonly compoundIn: 'title' | 'file' | 'column';
  readonly repeat: Repeat;
  readonly isTwoLined: boolean;
  readonly fields: readonly RegisterField[];
  readonly isText: boolean;
}

interface MadeSheet {
  readonly name: string;
  readonly cells: CellValue[][];
  readonly merges: Merge[];
  readonly rows: RegisterRow[];
  readonly problems: { row: number; field: string; kind: string }[];
}

const makeSheet = (context: SheetContext, name: string, people: readonly MadePerson[]): MadeSheet => {
  const { dice, fields } = context;
  const sheet: MadeSheet = { name, cells: [], merges: [], rows: [], problems: [] };
  const width = fields.length + 1;
  writeTitle(context, sheet, width);
  writeHeader(context, sheet);
  let door = '';
  let doorTop = 0;
  const closeDoor = () => mergeDoor(context, sheet, doorTop);
  for (const [index, person] of people.entries()) {
    const here = `${person.building}-${person.entrance}-${person.room}`;
    const isNewDoor = here !== door;
    if (isNewDoor) {
      closeDoor();
      if (dice.chance(0.05)) sheet.cells.push(Array.from({ length: width }, () => null));
      if (dice.chance(0.02)) repeatHeader(context, sheet);
      doorTop = sheet.cells.length;
      door = here;
    }
    writePerson(context, sheet, person, index + 1, isNewDoor);
  }
  closeDoor();
  if (dice.chance(0.5))
    sheet.cells.push(['合计', ...fields.map((field) => (field === 'name' ? `${people.length}人` : null))]);
  if (dice.chance(0.5)) sheet.cells.push(['注：本表一式两份，社区、小区党支部各留存一份。']);
  return sheet;
};

const writeTitle = ({ dice, compound, compoundIn, isText }: SheetContext, sheet: MadeSheet, width: number) => {
  if (isText || (compoundIn !== 'title' && dice.chance(0.5))) return;
  const title = compoundIn === 'title' ? `${compound}居民信息登记表` : '居民信息登记表';
  sheet.cells.push([dice.chance(0.5) ? title : `${title}（2026年8月）`]);
  sheet.merges.push({ top: 0, left: 0, bottom: 0, right: width - 1 });
  if (dice.chance(0.5)) {
    sheet.cells.push(['填报单位:（盖章）      填报日期：2026年11月1日      填报人：']);
    sheet.merges.push({ top: 1, left: 0, bottom: 1, right: width - 1 });
  }
};

const writeHeader = ({ dice, fields, isTwoLined }: SheetContext, sheet: MadeSheet) => {
  const lower: CellValue[] = [dice.pick(['序号', '编号']), ...fields.map((field) => dice.pick(titles[field]))];
  if (!isTwoLined) {
    sheet.cells.push(lower);
    return;
  }
  const top = sheet.cells.length;
  const first = fields.indexOf('building') + 1;
  const isPlace = (column: number) => column >= first && column < first + 3;
  sheet.cells.push(lower.map((title, column) => (isPlace(column) ? (column === first ? '住址' : null) : title)));
  sheet.cells.push(lower.map((title, column) => (isPlace(column) ? title : null)));
  sheet.merges.push({ top, left: first, bottom: top, right: first + 2 });
  for (let column = 0; column < lower.length; column++) {
    if (!isPlace(column)) sheet.merges.push({ top, left: column, bottom: top + 1, right: column });
  }
};

const repeatHeader = ({ dice, fields }: SheetContext, sheet: MadeSheet) => {
  sheet.cells.push(['序号', ...fields.map((field) => dice.pick(titles[field]))]);
};

const isPlaceField = (field: RegisterField) => ['building', 'entrance', 'room', 'address', 'compound'].includes(field);

const mergeDoor = ({ repeat, fields }: SheetContext, sheet: MadeSheet, top: number) => {
  const bottom = sheet.cells.length - 1;
  if (repeat !== 'merged' || top === 0 || bottom <= top) return;
  for (const [index, field] of fields.entries()) {
    if (isPlaceField(field)) sheet.merges.push({ top, left: index + 1, bottom, right: index + 1 });
  }
};

const writePerson = (context: SheetContext, sheet: MadeSheet, person: MadePerson, no: number, isNewDoor: boolean) => {
  const { dice, fields, layout, repeat, isText } = context;
  const line: CellValue[] = [no];
  const truth: RegisterRow = {
    compound: person.compound,
    building: person.building,
    entrance: person.entrance,
    room: person.room,
    name: person.name,
  };
  let lost = false;
  for (const field of fields) {
    if (isPlaceField(field)) {
      const isWritten = isNewDoor || repeat === 'every-line';
      line.push(isWritten ? writePlace(dice, field, person, layout, isText) : null);
      continue;
    }
    const written = writeCell(dice, field, person, isText);
    line.push(written.cell);
    if (written.loses) {
      lost = true;
      sheet.problems.push({ row: sheet.cells.length + 1, field, kind: written.loses });
    }
    Object.assign(truth, { [field]: written.loses ? null : person[field as keyof MadePerson] });
  }
  // A number says birth and sex even where no column does.
  if (fields.includes('idNumber') && !lost) Object.assign(truth, { birth: person.birth, sex: person.sex });
  sheet.cells.push(line);
  sheet.rows.push(truth);
};

const writePlace = (
  dice: Dice,
  field: RegisterField,
  person: MadePerson,
  layout: Layout,
  isText: boolean,
): CellValue => {
  if (layout !== 'sheet-a-building' || field !== 'address') return writeCell(dice, field, person, isText).cell;
  const { entrance, room } = person;
  return dice.pick([
    `${entrance}单元${room}室`,
    `${entrance}-${room}`,
    `${entrance}单元${room}`,
    `${entrance}单元-${room}`,
  ]);
};

const toXlsx = (dice: Dice, sheets: readonly MadeSheet[]): Promise<Uint8Array> =>
  writeXlsx({
    sheets: [
      ...sheets.map((sheet) => ({
        name: sheet.name,
        rows: sheet.cells,
        merges: sheet.merges.map(({ top, left, bottom, right }) => ({
          startRow: top,
          startCol: left,
          endRow: bottom,
          endCol: right,
        })),
      })),
      ...(dice.chance(0.4) ? [{ name: '填表说明', rows: [['说明'], ['请如实填写姓名、电话，勿改表名']] }] : []),
    ],
  });

const toCsv = (cells: readonly (readonly CellValue[])[], delimiter: string): string =>
  cells
    .map((line) =>
      line
        .map((cell) => {
          const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '');
          return /["\n,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        })
        .join(delimiter),
    )
    .join('\r\n');
