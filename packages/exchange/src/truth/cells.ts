import type { Draw } from './draw.ts';
import type { Cell } from './grid.ts';
import type { Person } from './people.ts';

/** One cell as some hand writes it. */

export const nameCell = (draw: Draw, name: string): Cell => {
  if ([...name].length !== 2 || !draw.chance(0.2)) return name;
  return [...name].join(draw.pick(['　', ' ', '  ']));
};

export const wide = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

export const phoneCell = (draw: Draw, isText: boolean, { mobile, landline }: Person, joint: string | null): Cell => {
  if (mobile === null) return joint === null ? null : landline;
  if (joint !== null && landline !== null) return mobile + joint + landline;
  const dashed = `${mobile.slice(0, 3)}-${mobile.slice(3, 7)}-${mobile.slice(7)}`;
  if (draw.chance(0.06)) return dashed;
  if (draw.chance(0.06)) return wide(mobile);
  if (draw.chance(0.03)) return dashed.replaceAll('-', ' ');
  if (draw.chance(0.02)) return draw.pick([`+86${mobile}`, `${mobile}（本人）`, `'${mobile}`]);
  return !isText && draw.chance(0.3) ? Number(mobile) : mobile;
};

export const birthCell = (draw: Draw, isText: boolean, birth: string): Cell => {
  const [year = '', month = '', day = ''] = birth.split('-');
  const plain = `${year}.${Number(month)}`;
  switch (draw.whole(0, isText ? 5 : 6)) {
    case 0:
      return `${year}年${Number(month)}月`;
    case 1:
      return plain;
    case 2:
      return birth;
    case 3:
      return `${year}.${month}`;
    case 4:
      return `${year}/${Number(month)}/${Number(day)}`;
    case 5:
      return birth.replaceAll('-', '');
    default:
      return new Date(`${birth}T00:00:00Z`);
  }
};

export const strangerCell = (draw: Draw, title: string, person: Person): Cell => {
  if (/电话/.test(title)) return '13800009999';
  if (/姓名|网格员|采集人|产权人|联系人/.test(title)) return draw.pick(['周一凡', '吴海', '郑小青']);
  if (/住址|地址/.test(title))
    return draw.pick(['陕西省西安市新城区长乐路8号', '某县某镇三组', '长乐路9号院2号楼1单元301']);
  if (/卡号/.test(title)) return String(draw.whole(100_000_000, 999_999_999));
  if (/日期|时间/.test(title)) return '2026-10-08';
  if (/年龄/.test(title)) return 2026 - Number(person.birth.slice(0, 4));
  if (/面积/.test(title)) return draw.pick([78.5, 92, 120]);
  if (/是否/.test(title)) return draw.pick(['是', '否']);
  return draw.pick(['汉族', '大专', '健康', '已婚', '无', '', '某公司']);
};
