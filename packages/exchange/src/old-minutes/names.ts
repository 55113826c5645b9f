import { isPost } from './posts.ts';

/** The surnames that most people have, of one and of two characters: by them a name is told from a post. */
const surnames = new Set(
  (
    '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺' +
    '顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶' +
    '解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿母裘亓杭和原'
  ).match(/./gu) ?? [],
);
const doubleSurnames = new Set([
  ...[
    '欧阳',
    '上官',
    '司马',
    '诸葛',
    '东方',
    '皇甫',
    '尉迟',
    '公孙',
    '慕容',
    '令狐',
    '司徒',
    '夏侯',
    '轩辕',
    '端木',
    '百里',
    '长孙',
    '宇文',
    '南宫',
    '独孤',
    '闻人',
  ],
]);

/** A character of a name, those beyond the BMP too. */
const han = /^[\p{Script=Han}〇]+$/u;
const lengthOf = (text: string): number => [...text].length;

/** Words that look like a name of two or three characters and are none. */
const noNames =
  /(代表|书记|主任|人员|同志|委员|物业|社区|小区|街道|学校|小学|中学|医院|银行|公司|支部|党委|派出所|居委|业委|会议|单位|居民|党员|成员|负责|网格|楼长|组长|民警|律师|联络|分送|抄送|其他|有关|全体|无|等)/;

/** Whether this is what a person is called: a surname and one or two characters, two surnames' worth, or a name with a dot. */
export const isName = (text: string): boolean => {
  if (/^\p{Script=Han}{1,8}·\p{Script=Han}{1,8}$/u.test(text)) return true;
  if (!han.test(text) || noNames.test(text)) return false;
  const characters = [...text];
  if (doubleSurnames.has(characters.slice(0, 2).join(''))) return characters.length >= 3 && characters.length <= 4;
  return surnames.has(characters[0] ?? '') && characters.length >= 2 && characters.length <= 3;
};

/** A name that no list of surnames knows: it is shown, and asked about. */
export const mayBeName = (text: string): boolean =>
  han.test(text) && !noNames.test(text) && !isPost(text) && lengthOf(text) >= 2 && lengthOf(text) <= 4;

/** A surname that stands alone, or behind a post: 副书记李　明. */
const endsInSurname = (word: string): boolean =>
  lengthOf(word) === 1 ? han.test(word) : !isName(word) && surnames.has([...word].at(-1) ?? '');

/** `李　明` as `李明`, `王 芳　张三丰` as two: characters that stand alone belong together by twos. */
export const joinPadded = (text: string): string => {
  const words = text.split(/[\s\u00a0]+/).filter((word) => word !== '');
  const joined: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    const isPair = lengthOf(next) === 1 && han.test(next) && endsInSurname(word);
    if (isPair) {
      joined.push(word + next);
      index += 1;
    } else joined.push(word);
  }
  return joined.join(' ');
};
