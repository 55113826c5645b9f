/** What a browser says of itself, as far as its owner would know it by that. */
export type System = 'harmony' | 'iphone' | 'ipad' | 'tablet' | 'android' | 'windows' | 'mac' | 'linux' | 'other';

export const readUserAgent = (text: string): { readonly system: System; readonly browser: string | null } => ({
  system: systems.find(([pattern]) => pattern.test(text))?.[1] ?? 'other',
  browser: browsers.find(([pattern]) => pattern.test(text))?.[1] ?? null,
});

const systems: readonly (readonly [RegExp, System])[] = [
  [/HarmonyOS|OpenHarmony/, 'harmony'],
  [/iPhone/, 'iphone'],
  [/iPad/, 'ipad'],
  [/Android(?!.*Mobile)/, 'tablet'],
  [/Android/, 'android'],
  [/Windows/, 'windows'],
  [/Macintosh/, 'mac'],
  [/Linux/, 'linux'],
];

/** The more particular first: most of them say that they are Chrome and Safari too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, '微信'],
  [/DingTalk/, '钉钉'],
  [/Edg/, 'Edge'],
  [/QQBrowser/, 'QQ'],
  [/UCBrowser|Quark/, 'UC'],
  [/HuaweiBrowser/, 'Huawei'],
  [/MiuiBrowser/, 'Mi'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
