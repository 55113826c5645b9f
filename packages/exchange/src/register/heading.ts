import { foldTight } from './fold.ts';
import { parseBuilding } from './place.ts';

/** The compound's and the building's name in a title, a sheet's name or a file's name, for workbooks whose cells lack them. */
export interface Heading {
  readonly compound: string | null;
  readonly building: number | string | null;
}

const subject =
  '(?:居民|住户|住宅|人口|常住|户籍|业主|家庭|人员|党员|入户|网格|楼栋|信息|情况|基本|登记|花名册|名册|台账|台帐|一览|统计|明细|名单|底册|采集|摸底|排查|汇总)';

export const readHeading = (text: string): Heading => {
  const tight = foldTight(text)
    .replace(/[(（【[].*?[)）】\]]/g, '')
    .replace(/\d{4}年(度)?(\d{1,2}月(份)?)?(\d{1,2}日)?/g, '')
    .replace(/^(附件|附表|表)[一二三四五六七八九十\d]*[:：、.]?/, '')
    .replace(/^关于/, '');
  const buildingMatch = /(?:第)?([0-9]{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})(号楼|栋|幢|座|#楼|#|号$)/.exec(tight);
  const building = buildingMatch ? parseBuilding(buildingMatch[1] ?? '') : null;
  const before = buildingMatch ? tight.slice(0, buildingMatch.index) : tight;
  return { compound: compoundIn(before, buildingMatch !== null), building };
};

const compoundIn = (text: string, endsAtBuilding: boolean): string | null => {
  const match = new RegExp(`^(.*?)(?:${subject}|$)`).exec(text);
  const isNamedBySubject = text.length > (match?.[1] ?? '').length;
  const name = (match?.[1] ?? '')
    .replace(/^.*(?:街道|社区(?:居委会|党委|党总支)?|镇|乡|[省市区县](?=.{3,}))(?=\p{Script=Han}{2,})/u, '')
    .replace(/[-_—\s\d.·:：]+$/g, '')
    .replace(/的$/, '');
  const isPlain = /^[\p{Script=Han}A-Za-z0-9·]{2,16}$/u.test(name) && /\p{Script=Han}/u.test(name);
  if (!isPlain || (!isNamedBySubject && !endsAtBuilding && !endsLikeCompound(name))) return null;
  return isNoCompound(name) ? null : name;
};

const endsLikeCompound = (name: string) =>
  /(小区|花园|花苑|苑|家园|院|里|庭|邸|园|城|府|公寓|新村|佳苑|家属院|大院|广场|湾|居|轩|阁|舍|都|郡|坊|庄|村|楼)$/.test(
    name,
  );

const isNoCompound = (name: string) =>
  /^(全|本|各|我|该)?(社区|小区|街道|辖区|片区|网格|楼栋|单元|全体|所有|填表|说明|工作表|表格|新建|副本|汇总|最新|最终|测试|导入|模板|样表|数据|sheet.*)+$/i.test(
    name,
  );

/** A file's name without its ending, copies' marks and dates. */
export const fileTitle = (fileName: string): string =>
  fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\.[A-Za-z0-9]{2,5}$/, '')
    .replace(/[-_ ]*(副本|复件|最终版|最终|定稿|终稿|新版|修改版|\(\d+\)|（\d+）|v?\d{6,8}|copy)\s*$/gi, '');
