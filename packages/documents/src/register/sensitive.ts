/**
 * Words in free text that tell of somebody's health, hardship, faith, origin or record. A register of residents keeps none
 * of these without a consent of its own, so whoever brings text in is asked first. It finds words, not meanings: what it
 * finds is doubtful, and what it does not find is not thereby harmless.
 */
const words =
  /低保|特困|五保|贫困|困难|救助|失独|残疾|残障|聋哑|失明|智障|失能|失智|瘫痪|卧床|重病|大病|慢性?病|癌|肿瘤|白血病|透析|尿毒症|糖尿病|高血压|心脏病|脑梗|中风|癫痫|精神病|精神障碍|抑郁|痴呆|艾滋|肝炎|结核|传染病|怀孕|孕期|孕妇|孕产|待产|流产|信教|信仰|宗教|基督|天主教|佛教|道教|伊斯兰|穆斯林|少数民族|回族|维吾尔|藏族|蒙古族|满族|苗族|彝族|壮族|吸毒|戒毒|刑满|矫正|前科|邪教|上访|信访|重点人|disab|pregnan|cancer|diabet|epilep|depress|dementia|muslim|christian|buddhis|welfare/giu;

/** Each word once, as it stands there, in the order of the text. */
export const sensitiveWords = (text: string): readonly string[] => [
  ...new Set(text.normalize('NFKC').match(words) ?? []),
];
