import type { RegisterField } from '../register/field.ts';

/** A column of our own lists: the fields of a register, each in one column. */
export type ExportField = Exclude<RegisterField, 'address'>;

/** What goes into a file: cells as they shall be read, `rows` as wide as `fields`. */
export interface ExportTable {
  /** What the list is called, e.g. 梧桐里小区 三网格. */
  readonly title: string;
  readonly fields: readonly ExportField[];
  readonly rows: readonly (readonly string[])[];
}

/** Titles of columns, as the field's paper registers have them. */
export const exportTitles: Readonly<Record<ExportField, string>> = {
  compound: '小区',
  building: '楼栋',
  entrance: '单元',
  room: '室',
  name: '姓名',
  relation: '与户主关系',
  residence: '居住情况',
  phones: '联系电话',
  idNumber: '身份证号',
  sex: '性别',
  birth: '出生日期',
  partyMember: '党员',
  note: '备注',
};

export const fieldOfTitle = (title: string): ExportField | null =>
  (Object.entries(exportTitles).find(([, each]) => each === title.trim())?.[0] as ExportField | undefined) ?? null;
