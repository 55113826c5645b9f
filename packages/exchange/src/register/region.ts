/**
 * A compound's name without the regions that stand before it (`西安市新城区长乐街道…`). Many names hold such a character
 * themselves (市政家属院, 都市春天, 新区佳苑, 镇北堡家园), so a region is at least two characters and its sign, and enough
 * must remain for a name.
 */
export const withoutRegions = (name: string): string => name.replace(regions, '');

const regions =
  /^(?:\p{Script=Han}{2,8}?(?:街道(?:办事处|办)?|社区(?:居委会|党委|党总支)?(?!服务)|(?:[省镇乡县]|市(?!场)|(?<![小社])区)(?![委政])(?=.{3,}))(?=[\p{Script=Han}\d]{2,}))+/u;

/** The same in an address, where the street and its number stand before the name too. */
export const withoutStreet = (text: string): string =>
  withoutRegions(text)
    .replace(/^\p{Script=Han}{1,6}?[路街巷道](?:(?:\d+号(?!院))|(?=\p{Script=Han}{3,}))/u, '')
    .replace(/^\d+号(?!院)/, '');
