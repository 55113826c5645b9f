/** The demo community as a stage: made on a running server, entered in one of its three roles, with a path for every page. */
import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test';
import type { RunningServer } from './server.ts';

export type DemoRole = 'committee' | 'branch' | 'unit';

interface Entry {
  readonly address: string;
  readonly kind: string;
  readonly scope: string;
  readonly title: string;
}

export const makeDemo = async (origin: string): Promise<void> => {
  const answer = await fetch(`${origin}/api/demo`, { method: 'POST', headers: { origin } });
  if (!answer.ok) throw new Error(`the demo was not made: ${answer.status} ${await answer.text()}`);
};

/** Who speaks for the committee in the demo looks after the host as well, so that its page can be seen. */
export const lookAfterHost = async (server: RunningServer): Promise<void> => {
  await server.lianxi(['user', 'role', '陈雨桐', 'committee-admin', '--add']);
};

const enter = async (origin: string, role: DemoRole): Promise<{ token: string }> => {
  const answer = await fetch(`${origin}/api/demo/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  if (!answer.ok) throw new Error(`no demo session: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

/** A browser of its own in which the tab is one of the demo's roles. */
export const openDemo = async (
  browser: Browser,
  origin: string,
  role: DemoRole,
  options: BrowserContextOptions & { readonly isEnglish?: boolean; readonly isLarge?: boolean } = {},
): Promise<BrowserContext> => {
  const { isEnglish = false, isLarge = false, ...rest } = options;
  const context = await browser.newContext({ baseURL: origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...rest });
  const { token, ...facts } = await enter(origin, role);
  await context.addInitScript(
    ({ token, facts, isEnglish, isLarge }) => {
      sessionStorage.setItem('lianxi.bearer', JSON.stringify(token));
      sessionStorage.setItem('lianxi.demo-session', JSON.stringify(facts));
      localStorage.setItem('lianxi.locale', isEnglish ? 'en' : 'zh-CN');
      if (isLarge) localStorage.setItem('lianxi.size', 'large');
    },
    { token, facts, isEnglish, isLarge },
  );
  return context;
};

/** Every page that a role has, by a name for its picture. */
export const demoPages = async (origin: string, role: DemoRole): Promise<Readonly<Record<string, string>>> => {
  const { token } = await enter(origin, role);
  const ask = async <T>(path: string): Promise<T> =>
    (await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  const { documents } = await ask<{ documents: readonly Entry[] }>('/api/documents');
  const find = (kind: string, words: string) => {
    const found = documents.filter((each) => each.kind === kind);
    return found.find(({ title }) => title.includes(words)) ?? found[0];
  };
  const meeting = find('minutes', '四季度党建联席会议');
  const ahead = find('minutes', '南苑电梯加装议事会');
  const signed = find('minutes', '三季度党建联席会议');
  const project = find('ledger', '青禾课堂');
  const register = find('register', '梧桐里小区 三网格');
  return {
    today: '/',
    meetings: '/meetings',
    followUps: '/meetings/follow-ups',
    ...(meeting
      ? {
          meeting: `/meetings/${meeting.address}`,
          reading: `/meetings/${meeting.address}/reading`,
          sign: `/meetings/${meeting.address}/sign`,
          hall: `/meetings/${meeting.address}/hall`,
          sheet: `/meetings/${meeting.address}/sheet`,
          official: `/meetings/${meeting.address}/official`,
        }
      : {}),
    ...(ahead ? { ahead: `/meetings/${ahead.address}`, propose: `/meetings/${ahead.address}/before/propose` } : {}),
    ...(role === 'committee' ? { templates: '/meetings/templates' } : {}),
    ...(signed ? { signed: `/meetings/${signed.address}/sign` } : {}),
    ...(register ? { residents: `/residents/${register.scope}`, import: '/residents/import' } : {}),
    ...(role === 'committee' ? { care: '/residents/care', rights: '/settings/rights' } : {}),
    projects: '/projects',
    ...(project ? { project: `/projects/${project.address}` } : {}),
    organisation: '/organisation',
    settings: '/settings',
    ...(role === 'committee'
      ? {
          server: '/settings/server',
          robot: '/settings/robot',
          audit: '/settings/audit',
          recovery: '/settings/recovery',
        }
      : {}),
  };
};
