import { expect, test } from 'vitest';
import { readUserAgent } from './user-agent.ts';

test('a browser is called what its owner calls it', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';
  const agents: readonly (readonly [string, string])[] = [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/130.0`, 'windows Edge'],
    [`Mozilla/5.0 (Linux; Android 14; V2309A) ${chrome} Mobile Safari/537.36 MicroMessenger/8.0.50`, 'android 微信'],
    [`Mozilla/5.0 (Linux; Android 13; Tab) ${chrome} Safari/537.36`, 'tablet Chrome'],
    [`Mozilla/5.0 (Phone; OpenHarmony 5.0) ${chrome} Mobile Safari/537.36 HuaweiBrowser/5.0`, 'harmony Huawei'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1', 'iphone Safari'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'linux Firefox'],
    ['something else', 'other null'],
  ];
  for (const [text, expected] of agents) {
    const { system, browser } = readUserAgent(text);
    expect(`${system} ${browser}`).toBe(expected);
  }
});
