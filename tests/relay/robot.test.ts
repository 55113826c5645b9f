/** The robot of a group that is reminded of what is overdue: where it may be, what it is told, and what is kept of it. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAddress } from '@lianxi/access';
import { appendUpdate, type LogEvent } from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, outcomeOf } from './people-harness.ts';

let it: TestHouse;
let platform: Server;
let origin = '';
let admin = '';
const logged: LogEvent[] = [];
const heard: {
  readonly url: URL;
  readonly body: { readonly [field: string]: { readonly [field: string]: string } };
}[] = [];
/** What the platform answers, in turn; then that it took it. */
const answers: (readonly [status: number, body: string, location?: string])[] = [];

beforeAll(async () => {
  platform = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    heard.push({ url: new URL(request.url ?? '', origin), body: JSON.parse(Buffer.concat(chunks).toString()) });
    const [status, body, location] = answers.shift() ?? [200, '{"errcode":0,"errmsg":"ok"}'];
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  }).listen(0, '127.0.0.1');
  await once(platform, 'listening');
  origin = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  it = await startHouse({
    robotOrigins: [origin],
    origins: ['https://lianxi.example.cn'],
    log: (event) => void logged.push(event),
  });
  admin = (await it.person('书记', 'committee-admin', 'community')).token;
});
afterAll(async () => {
  await it.dispose();
  platform.close();
});

const key = 'abcdef12-3456';
const wecom = () => `${origin}/cgi-bin/webhook/send?key=${key}`;
const dingtalk = () => `${origin}/robot/send?access_token=${key}`;
const call = (method: string, path: string, body?: unknown) =>
  it.call(method, path, { token: admin, ...(body === undefined ? {} : { body }) });
const set = (url: string | null, format = 'wecom', secret: string | null = null, isOn = false) =>
  call('PUT', '/api/robot', { format, url, secret, isOn });
const robotIn = ({ text }: { readonly text: string }) => JSON.parse(text).robot;
const file = (address: string, fill: (doc: Y.Doc) => void) => {
  const parts = parseAddress(address);
  const doc = new Y.Doc();
  fill(doc);
  if (parts.ok) appendUpdate(it.house.store, parts.value.address, Y.encodeStateAsUpdate(doc));
};

test('[RB1] [RB2] a robot is at one of the two platforms, by https and their own path, or where the operator said; it is opened as it stands there', async () => {
  for (const [url, name] of [
    ['https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=12345678', 'RobotNotAllowed'],
    ['http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678', 'RobotNotAllowed'],
    ['https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=12345678', 'RobotNotAllowed'],
    ['https://oapi.dingtalk.com/robot/send?access_token=12345678', 'RobotNotAllowed'],
    ['http://169.254.169.254/cgi-bin/webhook/send?key=12345678', 'RobotNotAllowed'],
    ['http://127.0.0.1:1/cgi-bin/webhook/send?key=12345678', 'RobotNotAllowed'],
    ['file:///etc/passwd', 'RobotNotAllowed'],
    ['no address', 'RobotUnfit'],
    ['https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=12345678', 'RobotUnfit'],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send/../gettoken?key=12345678', 'RobotUnfit'],
    ['https://a:b@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678', 'RobotUnfit'],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678&debug=1', 'RobotUnfit'],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send', 'RobotUnfit'],
  ] as const)
    expect([url, outcomeOf(await set(url))]).toEqual([url, [400, name]]);
  expect(outcomeOf(await set(null))).toEqual([404, 'NoRobot']);
  expect(robotIn(await call('GET', '/api/robot'))).toBe(null);
  expect((await set('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678')).status).toBe(200);

  expect((await set(wecom())).status).toBe(200);
  answers.push([302, '', `${origin}/elsewhere`]);
  expect(robotIn(await call('POST', '/api/robot/trial')).last).toMatchObject({ problem: 'Redirected' });
  expect(heard.map(({ url }) => url.pathname)).toEqual(['/cgi-bin/webhook/send']);
});

test('[RB3] its key is answered by no route and stands in no log, nor does DingTalk’s secret, by which a message is signed', async () => {
  const secret = 'SEC0123456789abcdef';
  const answer = await set(dingtalk(), 'dingtalk', secret);
  expect(robotIn(answer)).toEqual({
    format: 'dingtalk',
    host: new URL(origin).host,
    isSigned: true,
    isOn: false,
    last: null,
  });
  // Switched without being typed again; another address is another robot.
  expect(robotIn(await set(null, 'dingtalk', null, true))).toMatchObject({ isSigned: true, isOn: true });
  heard.length = 0;
  expect(robotIn(await call('POST', '/api/robot/trial')).last).toMatchObject({ problem: null });
  const [{ url, body } = { url: new URL(origin), body: {} }] = heard;
  const time = url.searchParams.get('timestamp') ?? '';
  expect(url.searchParams.get('sign')).toBe(createHmac('sha256', secret).update(`${time}\n${secret}`).digest('base64'));
  expect(Math.abs(Number(time) - Date.now())).toBeLessThan(60_000);
  expect(body).toMatchObject({ msgtype: 'markdown', markdown: { title: expect.stringContaining('机器人已接通') } });
  answers.push([200, `{"errcode":310000,"errmsg":"${key} ${secret}"}`]);
  expect(robotIn(await call('POST', '/api/robot/trial')).last).toMatchObject({ problem: 'Refused 310000' });
  expect(logged.filter(({ type }) => type === 'RobotFailed').at(-1)).toEqual({
    type: 'RobotFailed',
    cause: 'Refused 310000',
  });
  const told = JSON.stringify([logged, auditOf(it), await call('GET', '/api/robot'), await call('GET', '/api/status')]);
  for (const hidden of [key, secret]) expect(told).not.toContain(hidden);
  expect(auditOf(it).at(-1)).toMatchObject({ type: 'robot-set', detail: { format: 'dingtalk', on: true } });
  expect(robotIn(await set(dingtalk(), 'dingtalk'))).toMatchObject({ isSigned: false });
});

test('[RB4] what nobody answered is tried once more, and no more; what the platform refused is not', async () => {
  await set(wecom());
  heard.length = 0;
  answers.push([503, ''], [200, '{"errcode":0}']);
  expect(robotIn(await call('POST', '/api/robot/trial')).last.problem).toBe(null);
  answers.push([500, ''], [502, '']);
  expect(robotIn(await call('POST', '/api/robot/trial')).last.problem).toBe('Status 502');
  expect(heard).toHaveLength(4);
  answers.push([200, 'x'.repeat(40_000)]);
  expect(robotIn(await call('POST', '/api/robot/trial')).last.problem).toBe('NotUnderstood');
  expect(heard).toHaveLength(5);
});

test('[RB5] once a day the group hears how many items of which unit are overdue, and where to look: no names, no words', async () => {
  it.house.catalogue.ensureDirectory('青禾社区');
  file('directory/community/main', (doc) => {
    for (const name of ['安居物业', '临溪小学'])
      doc.getMap('units').set(name === '安居物业' ? 'u1' : 'u2', { name, $at: 1, $by: '' });
  });
  await call('POST', '/api/documents', { kind: 'minutes', scope: 'joint', id: 'm1', title: '会' });
  it.house.store.sqlite
    .prepare(
      "INSERT INTO documents (address, kind, scope, id, title, created_at, updated_at) VALUES ('followup/joint/m1', 'followup', 'joint', 'm1', '会', 1, 1)",
    )
    .run();
  file('followup/joint/m1', (doc) => {
    const item = (id: string, lead: string, deadline: string | null) =>
      doc
        .getMap('items')
        .set(id, { number: id, text: '给3号楼201王某换灯', lead, parties: [], deadline, $at: 1, $by: '' });
    item('a', '安居物业', '2020-01-01');
    item('b', '安居物业', '2020-02-01');
    item('c', '临溪小学', '2020-03-01');
    item('d', '张三', '2020-03-01');
    item('e', '安居物业', '2999-01-01');
    item('f', '安居物业', null);
    item('g', '临溪小学', '2020-01-01');
    doc.getMap('reviews').set('v1', { item: 'g', outcome: 'settled', $at: 2, $by: '' });
  });
  const robot = it.house.robot;
  await set(wecom());
  heard.length = 0;
  await robot.look();
  expect(heard).toEqual([]);
  await set(null, 'wecom', null, true);
  // To tomorrow, before nine and after.
  const now = new Date(Date.now());
  it.pass(new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8, 30).getTime() - now.getTime());
  await robot.look();
  expect(heard).toEqual([]);
  it.pass(3_600_000);
  await robot.look();
  await robot.look();
  expect(heard).toHaveLength(1);
  const words = heard[0]?.body.markdown?.content ?? '';
  expect(words.split('\n\n')).toEqual([
    '**督办提醒：4 项已过时限**',
    '> 安居物业：2 项',
    '> 临溪小学：1 项',
    '> 其他：1 项',
    '[查看督办](https://lianxi.example.cn/meetings/follow-ups)',
  ]);
  it.pass(86_400_000);
  await robot.look();
  expect(heard).toHaveLength(2);
  expect((await call('DELETE', '/api/robot')).status).toBe(204);
  it.pass(86_400_000);
  await robot.look();
  expect(heard).toHaveLength(2);
});
