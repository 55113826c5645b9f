import { foldText, foldTight } from './fold.ts';
import { parseBuilding } from './place.ts';
import { withoutRegions } from './region.ts';

/** The compound's and the building's name in a title, a sheet's name or a file's name, for workbooks whose cells lack them. */
export interface Heading {
  readonly compound: string | null;
  readonly building: number | string | null;
}

const subject =
  '(?:居民|住户|住宅|人口|常住|户籍|业主|家庭|人员|党员|入户|网格|楼栋|信息|情况|基本|登记|花名册|名册|台账|台帐|一览|统计|明细|名单|底册|采集|摸底|排查|汇总)';

/** `isFile`: a file is named after something, so a part of its name that is no word of registers is a place. */
export const readHeading = (text: string, isFile = false): Heading => {
  const plain = plainHeading(text.replace(/[(（【[].*?[)）】\]]/g, ' '));
  const inside = [...text.matchAll(/[(（【[](.*?)[)）】\]]/g)].map((match) => plainHeading(match[1] ?? ''));
  const parts = [plain, ...plain.split(/[-_—–\s]+/), ...inside].map((part) => foldTight(part));
  const found = parts.map((part, index) => headingOf(part, isFile && index > 0 && part !== parts[0]));
  return {
    compound: found.find((each) => each.compound !== null)?.compound ?? null,
    building: found.find((each) => each.building !== null)?.building ?? null,
  };
};

const plainHeading = (text: string): string =>
  foldText(text)
    .replace(/\d{4}年(度)?(第?[一二三四1-4]季度|[上下]半年|\d{1,2}月(份)?)?(\d{1,2}日)?/g, '')
    .replace(/^(附件|附表|表)[一二三四五六七八九十\d]*[:：、.]?/, '')
    .replace(/^(?:\d{1,3}[.、_)）\s]+|0\d)(?=\s*\p{Script=Han})/u, '')
    .replace(/^关于/, '');

const headingOf = (text: string, isNamed: boolean): Heading => {
  const buildingMatch = /(?:(?<!门)第)?([0-9]{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})(号楼|栋|幢|座|#楼|#|号$)/.exec(
    text,
  );
  const building = buildingMatch ? parseBuilding(buildingMatch[1] ?? '') : null;
  const before = buildingMatch ? text.slice(0, buildingMatch.index) : text;
  return { compound: compoundIn(before, buildingMatch !== null || isNamed), building };
};

/** At least two characters stand before the register's word, so that 信息家园 is a name and no word. */
const named = new RegExp(`^(.{2,}?)(?:的)?${subject}`, 'u');
/** Read before and behind the regions, because each may hold what looks like the other's words. */
const compoundIn = (text: string, isNamed: boolean): string | null =>
  nameIn(text, isNamed) ?? nameIn(withoutRegions(text), isNamed);

const nameIn = (text: string, isNamed: boolean): string | null => {
  const match = named.exec(text);
  const whole = (match?.[1] ?? text).replace(/[-_—\s.·:：]+$/g, '').replace(/的$/, '');
  const name = withoutRegions(match ? whole : whole.replace(/[-_—\s]*(?:\d{4,}|(?<!\d)\d{1,2})$/, ''));
  const isPlain = /^[\p{Script=Han}A-Za-z0-9·]{2,16}$/u.test(name) && /\p{Script=Han}/u.test(name);
  if (!isPlain || (!match && !isNamed && !endsLikeCompound(name))) return null;
  return isNoCompound(name) ? null : name;
};

const endsLikeCompound = (name: string) =>
  /(小区|花园|花苑|苑|家园|院|里|庭|邸|园|城|府|公寓|新村|佳苑|家属院|大院|广场|湾|居|轩|阁|舍|都|郡|坊|庄|村|楼|国际|都市|春天|门第|公馆|世家|名门|天地|豪庭|丽景|[一二三四东西南北A-D]区|[一二三四五六七八九十\d]期)$/.test(
    name,
  );

/** Words of registers and offices only, or a community, which is no compound. */
const isNoCompound = (name: string) =>
  new RegExp(
    `^(全|本|各|我|该|(?:${subject})|表|社区|小区|街道|辖区|片区|单元|全体|所有|填表|填写|说明|须知|示例|工作表|表格|新建|副本|最新|最终|版|测试|导入|模板|样表|数据|字典|盖章|签字|导出|下载|网页|文件|文档|资料|打印|电子|备份|原始|整理|修订|审定|上报|报送|未命名|公章|sheet.*|book.*)+$`,
    'i',
  ).test(name) || /(?:社区|街道|网格|办事处|居委会|党支部|支部|村委会)$/.test(name);

/** A file's name without its ending, copies' marks and dates. */
export const fileTitle = (fileName: string): string =>
  fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\.[A-Za-z0-9]{2,5}$/, '')
    .replace(/[-_ ]*(副本|复件|最终版|最终|定稿|终稿|新版|修改版|\(\d+\)|（\d+）|v?\d{6,8}|copy)\s*$/gi, '');
