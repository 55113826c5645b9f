/**
 * What strangers may see of a number or a name. The masks are for showing only: they never reach a document.
 * Counted in characters as people see them, so that 𠮷 is one and a variation selector goes with its character.
 */
const characters = (text: string): readonly string[] => text.match(/\P{M}\p{M}*/gu) ?? [];

/** 13812345678 → 138****5678; 029-88003889 → ***-****3889. What is no digit stays where it is. */
export const maskPhone = (phone: string): string => {
  const count = phone.replace(/\D/g, '').length;
  const isMobile = count === 11 && /^\s*1/.test(phone);
  const head = isMobile ? 3 : 0;
  const tail = count >= 7 ? 4 : Math.min(1, count);
  let position = 0;
  return phone.replace(/\d/g, (digit) => {
    const isShown = position < head || position >= count - tail;
    position++;
    return isShown ? digit : '*';
  });
};

/** First three and last three; anything too short to hide behind that is hidden whole. */
export const maskIdNumber = (idNumber: string): string =>
  idNumber.length < 12
    ? '*'.repeat(idNumber.length)
    : `${idNumber.slice(0, 3)}${'*'.repeat(idNumber.length - 6)}${idNumber.slice(-3)}`;

const compoundSurnames = new Set(
  '欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 万俟 闻人 夏侯 尉迟 公孙 慕容 令狐 皇甫 宇文 长孙 轩辕 端木 百里 东郭 南门 呼延 西门 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公羊 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 东里 羊舌 微生 左丘 梁丘 第五'.split(
    ' ',
  ),
);

/**
 * 张小明 → 张*明, 姚倩 → 姚*, 欧阳明 → 欧阳*. A name of four characters is taken to have a surname of two (double
 * surnames, 𠮷田美和); in longer or spaced names only the first and the last character are left.
 */
export const maskName = (name: string): string => {
  const all = characters(name.trim());
  if (all.length <= 1) return '*'.repeat(all.length);
  if (all.length > 4) return `${all[0]}${'*'.repeat(all.length - 2)}${all.at(-1)}`;
  const hasLongSurname = all.length === 4 || (all.length === 3 && compoundSurnames.has(`${all[0]}${all[1]}`));
  const surname = all.slice(0, hasLongSurname ? 2 : 1);
  const given = all.slice(surname.length);
  const shown = given.length > 1 ? given.at(-1) : '';
  return `${surname.join('')}${'*'.repeat(given.length - (shown ? 1 : 0))}${shown}`;
};
