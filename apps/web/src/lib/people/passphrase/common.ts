/** What lists of leaked passphrases begin with, here and elsewhere; lower case, without what stands for another letter. */
export const commonWords: readonly string[] = [
  // Numbers that say something in Chinese, and those that everybody takes.
  ...['5201314', '1314520', '7758521', '7758258', '5211314', '3344520', '584520', '110120', '1314', '520', '521'],
  ...['666', '888', '168', '518', '918', '147258369', '147258', '159357', '741852963', '789456123', '135792468'],
  // Words in pinyin.
  ...['woaini', 'woaiwojia', 'aini', 'wojia', 'nihao', 'laopo', 'laogong', 'baobei', 'mima', 'wodemima', 'wangyi'],
  ...['taobao', 'weixin', 'zhongguo', 'beijing', 'shanghai', 'shequ', 'wangge', 'jumin', 'dangwei', 'lianxi', 'admin'],
  // Words of elsewhere.
  ...[
    'password',
    'passwd',
    'pass',
    'administrator',
    'root',
    'welcome',
    'letmein',
    'iloveyou',
    'love',
    'master',
    'test',
  ],
  ...['monkey', 'dragon', 'sunshine', 'princess', 'football', 'baseball', 'superman', 'batman', 'shadow', 'michael'],
  ...['hello', 'computer', 'internet', 'windows', 'office', 'secret', 'login', 'abc', 'qq', 'asdf', 'woshi'],
  // Words in characters.
  ...['我爱你', '我的密码', '密码', '口令', '你好', '社区', '居委会', '党委', '网格'],
];

/** `p@ssw0rd` → `password`: one letter for each, so that places stay where they are. */
export const plainLetters = (text: string): string => [...text].map((letter) => standsFor[letter] ?? letter).join('');

const standsFor: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  $: 's',
  '!': 'i',
  '1': 'i',
};
