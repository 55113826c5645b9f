import { birthCell, nameCell, phoneCell, strangerCell } from './cells.ts';
import type { Draw } from './draw.ts';
import type { Cell } from './grid.ts';
import type { Home, Person } from './people.ts';
import { createPlaceHand } from './places.ts';
import * as words from './words.ts';

export type Column = {
  readonly field: string;
  readonly title: string;
  /** A title above this one, shared with its neighbours. */
  readonly group?: string;
  /** The same for everybody behind one door. */
  readonly isPlace?: boolean;
  readonly isSecondPhone?: boolean;
  write(person: Person, home: Home): Cell;
  /** What a line without a resident says here. */
  writeEmpty?(home: Home): Cell;
};

interface ColumnContext {
  readonly isText: boolean;
  readonly compoundFrom: string;
  readonly buildingFrom: string;
  readonly homes: readonly Home[];
}

/** The columns that this office keeps, in its order and words. */
export const createColumns = (draw: Draw, { isText, compoundFrom, buildingFrom, homes }: ColumnContext): Column[] => {
  const place = createPlaceHand(draw, isText ? 'text' : 'cells');
  const inCells = buildingFrom === 'cells';
  const hasEntrance = homes.some((home) => home.entrance !== null);
  const isSplit = draw.chance(0.5);
  const group = draw.pick(['住址', '住址', '家庭住址', '地址', '房屋信息', '居住地址', undefined]);
  const grouped = group && !isText ? { group } : {};
  const placeColumns: Column[] = [];
  const { headerWords } = words;
  if (isSplit) {
    if (inCells)
      placeColumns.push({
        field: 'building',
        title: draw.pick(headerWords.building),
        ...grouped,
        isPlace: true,
        write: (_, home) => place.building(home),
      });
    if (hasEntrance)
      placeColumns.push({
        field: 'entrance',
        title: draw.pick(headerWords.entrance),
        ...grouped,
        isPlace: true,
        write: (_, home) => place.entrance(home),
      });
    placeColumns.push({
      field: 'room',
      title: draw.pick(headerWords.room),
      ...grouped,
      isPlace: true,
      write: (_, home) => place.room(home),
    });
  } else
    placeColumns.push({
      field: 'address',
      title: draw.pick(headerWords.address),
      isPlace: true,
      write: (_, home) => place.address(home, inCells),
    });
  if (compoundFrom === 'column') {
    placeColumns.unshift({
      field: 'compound',
      title: draw.pick(headerWords.compound),
      isPlace: true,
      write: (_, home) => home.compound,
    });
  }
  const single = (field: keyof typeof headerWords, share: number, write: Column['write']): Column[] =>
    draw.chance(share) ? [{ field, title: draw.pick(headerWords[field]), write }] : [];
  const isYesNo = draw.chance(0.5);
  const tick = draw.pick(['是', '是', '√', '党员']);
  const [first = '', second] = draw.pick(words.phoneWords);
  const joint = draw.pick(['/', '、', ' ', '，', ';', '\n', ',']);
  const blank = draw.pick(['', null, '', '无', '/', '-']);
  const phones: Column[] = !draw.chance(0.93)
    ? []
    : [
        {
          field: 'phones',
          title: first,
          write: (person) => phoneCell(draw, isText, person, second === undefined ? joint : null) ?? blank,
        },
        ...(second === undefined
          ? []
          : [
              {
                field: 'phones',
                title: second,
                isSecondPhone: true,
                write: (person: Person): Cell => person.landline ?? blank,
              },
            ]),
      ];
  const people: Column[] = [
    ...single('sex', 0.9, (person) => person.sex),
    ...single('birth', 0.6, (person) => birthCell(draw, isText, person.birth)),
    ...single('idNumber', 0.93, (person) => person.idNumber),
    ...single('relation', 0.93, (person) => person.relation),
    ...phones,
    ...single('residence', 0.75, (person) => person.residence),
    ...single('note', 0.85, (person) => person.note || draw.pick(['', null])),
  ];
  if (draw.chance(0.75)) {
    const title = draw.pick(headerWords.partyMember);
    const write = (person: Person): Cell => {
      if (/政治/.test(title))
        return person.isMember
          ? draw.pick(['党员', '中共党员', '中共党员'])
          : draw.pick(['群众', '群众', '', null, '共青团员']);
      return person.isMember ? tick : isYesNo ? '否' : draw.pick(['', null]);
    };
    people.push({ field: 'partyMember', title, write });
  }
  const strangers = draw.shuffle(words.strangerWords).slice(0, draw.pick([0, 0, 1, 2, 3, 5]));
  for (const title of strangers)
    people.push({ field: 'stranger', title, write: (person) => strangerCell(draw, title, person) });
  const name: Column = {
    field: 'name',
    title: draw.pick(headerWords.name),
    write: (person) => nameCell(draw, person.name),
    writeEmpty: () => draw.pick(['', null, '空户', '空置', null]),
  };
  const serial = draw.chance(0.75)
    ? [{ field: 'serial', title: draw.pick(['序号', '编号', '户编号', '序 号', 'No.']), write: () => null }]
    : [];
  // The name may stand before the place; the rest in any order.
  const rest = draw.chance(0.5) ? people : draw.shuffle(people);
  if (draw.chance(0.15)) return [...serial, name, ...placeColumns, ...rest];
  if (draw.chance(0.1)) return [...serial, name, ...rest, ...placeColumns];
  return [...serial, ...placeColumns, name, ...rest];
};
