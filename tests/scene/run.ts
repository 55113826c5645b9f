/**
 * `npm run scene`: a joint meeting of forty, from the template to the first follow-up, in real browsers and by protocol clients, with
 * the network cut twice. Prints what was played and how long each step took; fails at the first thing that is not as it should be.
 * `LIANXI_SCENE_BROWSERS` says how many of the forty sit at a browser; the app must be built.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { answerInvitation, canonicalMinutes, createAuthor, textOf as fragmentOf, plainTextOf } from '@lianxi/documents';
import { expect as bareExpect, chromium } from '@playwright/test';
import config from '../web/playwright.config.ts';
import { readQr } from '../web/support/qr.ts';
import { beginToSpeak, openTopic, paragraphsOf, type Seat, takeSeat, textOf } from './browsers.ts';
import { latencies, takeNotes } from './latency.ts';
import { openOffice, type Player } from './office.ts';
import { enter, type Program } from './programs.ts';
import { Stopwatch, share } from './stopwatch.ts';

const expect = bareExpect.configure({ timeout: 60_000 });
/** So many browsers as the machine bears: one needs some 300 MB and a sixth of a core while everybody types. */
const borne = Math.min(12, Math.floor(freemem() / 300_000_000), availableParallelism() * 6);
const browsers = Math.max(4, Number(process.env.LIANXI_SCENE_BROWSERS ?? borne));
/** A character of each person (ms). */
const pace = 450;
const title = '三季度党建联席会议';
const fixed = ['资源清单更新', '楼道照明改造'] as const;
const proposed = ['操场周末开放', '早市划线'] as const;
const topics = [...fixed, ...proposed];

const watch = new Stopwatch();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const topicOf = (index: number) => topics[index % topics.length] ?? fixed[0];
const speakerOf = ({ name, body }: Player) => `${body} ${name}：`;

const office = await watch.time('the community: forty accounts, units, branches', openOffice);
const { server, players } = office;
const executablePath = [process.env.LIANXI_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);
const browser = await chromium.launch({
  ...config.use?.launchOptions,
  ...(executablePath ? { executablePath } : {}),
});
const programs: Program[] = [];
try {
  const [clerkPlayer, ...rest] = players.slice(0, browsers) as [Player, ...Player[]];
  const clerk = await takeSeat(browser, office, clerkPlayer);
  const { page } = clerk;

  const path = await watch.time(
    'the template says place and usual topics; the meeting begins from it',
    async (note) => {
      await page.goto('/meetings/templates');
      await expect(page.getByText(`现在会邀请 ${players.length} 人`)).toBeVisible();
      await page.getByLabel('默认地点').fill('社区二楼议事厅');
      for (const [index, words] of fixed.entries()) {
        await page.getByRole('button', { name: '加一项' }).click();
        await page.getByLabel(`固定议题 ${index + 1}`, { exact: true }).fill(words);
        await page.getByLabel(`固定议题 ${index + 1}`, { exact: true }).press('Tab');
      }
      await page.goto('/meetings');
      await page.getByRole('button', { name: '开一场会' }).first().click();
      const dialog = page.getByRole('dialog', { name: '开一场会' });
      await dialog.getByLabel('会议名称').fill(title);
      const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
      await dialog.getByLabel('开始').fill(`${day}T14:30`);
      await expect(dialog.getByLabel(new RegExp(`邀请 ${players.length} 人`))).toBeChecked();
      await page.getByRole('button', { name: '开会', exact: true }).click();
      await page.waitForURL(/\/meetings\/minutes\/joint\//);
      await expect(page.getByLabel('地点')).toHaveValue('社区二楼议事厅');
      note(`${players.length} invited`);
      return new URL(page.url()).pathname;
    },
  );
  const address = path.replace('/meetings/', '');
  await expect.poll(() => server.lianxi(['document', 'list'])).toContain(title);

  const seats = await watch.time(`${browsers} browsers and ${players.length - browsers} programs open it`, async () => {
    const taken = [clerk];
    for (const player of rest) taken.push(await takeSeat(browser, office, player));
    for (const player of players.slice(browsers)) programs.push(await enter(server.origin, address, player.token));
    for (const seat of taken.slice(1)) await seat.page.goto(path);
    for (const seat of taken) await expect(seat.page.getByLabel('会议名称')).toHaveValue(title);
    return taken;
  });
  const seatOf = (index: number) => seats[index] as Seat;

  await watch.time('two units propose topics, the secretary puts them on the agenda', async () => {
    for (const [index, words] of proposed.entries()) {
      const hand = seatOf(index + 1).page;
      await hand.goto(`${path}/before/propose`);
      await hand.getByLabel('议题', { exact: true }).fill(words);
      await hand.getByLabel('事由').fill('居民多次提出');
      await hand.getByLabel('建议').fill('先试一个月');
      await hand.getByRole('button', { name: '提交' }).click();
      await expect(hand.getByRole('listitem').filter({ hasText: words })).toContainText('待定');
    }
    const list = page.getByRole('region', { name: '各单位提出，待列入议程' });
    for (const words of proposed)
      await list.getByRole('listitem').filter({ hasText: words }).getByRole('button', { name: /列入/ }).click();
    await expect(page.getByRole('navigation', { name: '议程' }).locator('ol .name')).toHaveText(topics);
  });

  const away = players.at(-1) as Player;
  await watch.time('one asks for leave; the others are awaited', async () => {
    const program = programs.at(-1) as Program;
    const attendance = program.doc.getMap('attendance');
    const [row] = [...attendance.entries()].find(([, value]) => JSON.stringify(value).includes(away.name)) ?? [];
    if (row === undefined) throw new Error(`${away.name} is not on the sheet`);
    const input = { attendee: row.split('/')[0] ?? '', answer: 'leave', remark: '区里开会' } as const;
    const answered = answerInvitation(program.doc, input, createAuthor(away.id));
    if (!answered.ok) throw new Error(JSON.stringify(answered.error));
    await expect(page.getByRole('button', { name: /请假 1/ })).toBeVisible();
  });

  const phones = await watch.time('a code on the wall; thirty-nine phones sign in by it', async (note) => {
    const wall = await clerk.context.newPage();
    await wall.goto(`${path}/hall`);
    await wall.getByRole('button', { name: '生成签到码' }).click();
    const code = wall.getByRole('img', { name: '会场签到的二维码' });
    const box = ((await code.getAttribute('viewBox')) ?? '').split(' ').map(Number);
    const link = readQr((await code.locator('path').getAttribute('d')) ?? '', box[2] ?? 0);
    const held: { readonly player: Player; readonly cast: (vote: 'for' | 'against' | 'abstain') => Promise<void> }[] =
      [];
    for (const { player } of seats) {
      const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'zh-CN' });
      await phone.goto(link);
      await phone.getByLabel('单位', { exact: true }).selectOption({ label: player.body });
      await phone.getByLabel('姓名').fill(player.name);
      await phone.getByRole('button', { name: '签到' }).click();
      await expect(phone.getByRole('heading', { name: /^已签到/ })).toBeVisible();
      const labels = { for: '同意', against: '反对', abstain: '弃权' } as const;
      held.push({
        player,
        cast: async (vote) => {
          await phone.getByRole('button', { name: labels[vote] }).click({ timeout: 60_000 });
          await expect(phone.getByText(`您投了“${labels[vote]}”`)).toBeVisible();
          await phone.context().close();
        },
      });
    }
    const ask = async (route: string, body: unknown): Promise<Response> => {
      const answer = await fetch(`${server.origin}/api/entry${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.origin },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
      return answer;
    };
    const secret = new URL(link).hash.slice(1);
    for (const player of players.slice(browsers, -1)) {
      const entry = await ask('', { secret, name: player.name, unit: player.body, post: player.post, offset: 480 });
      const { token } = (await entry.json()) as { token: string };
      const cast = async (choice: string) => {
        const { vote } = (await (await ask('/state', { token })).json()) as { vote: { id: string } | null };
        await ask('/vote', { token, vote: vote?.id, choice });
      };
      held.push({ player, cast });
    }
    const figure = (label: string) =>
      wall
        .locator('dl > div')
        .filter({ has: wall.getByText(label, { exact: true }) })
        .locator('dd');
    await expect(figure('应到')).toHaveText(String(players.length));
    await expect(figure('实到')).toHaveText(String(players.length - 1));
    await wall.close();
    note(`应到 ${players.length}, 实到 ${held.length}`);
    return held;
  });

  const idOf = (words: string): string => {
    const { doc } = programs[0] as Program;
    const row = [...doc.getMap('agenda').entries()].find(([, value]) => JSON.stringify(value).includes(words));
    if (!row) throw new Error(`no topic ${words}`);
    return row[0].split('/')[0] ?? '';
  };
  await watch.time('everybody opens a topic and begins to speak', async () => {
    await page
      .getByRole('navigation', { name: '议程' })
      .getByRole('button', { name: /的更多操作/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: '开始讨论' }).click();
    for (const [index, seat] of seats.entries()) await openTopic(seat, path, topicOf(index));
    for (const seat of seats) {
      await beginToSpeak(seat);
      await takeNotes(seat);
    }
    for (const [index, program] of programs.entries())
      program.begin(idOf(topicOf(browsers + index)), speakerOf(players[browsers + index] as Player));
  });

  const cuts: { from: number; to: number }[] = [];
  await watch.time('forty type at once; the network is cut twice', async (note) => {
    const isCutFirst = (index: number) => index % 2 === 1;
    const byHand = seats.map(async ({ page: own, player }, index) => {
      await pause(index * 37);
      // Some as an input method writes: the word is composed, then it stands there.
      const devtools = index % 3 === 2 ? await own.context().newCDPSession(own) : null;
      for (const character of player.words) {
        if (devtools) {
          await devtools.send('Input.imeSetComposition', { text: 'zi', selectionStart: 2, selectionEnd: 2 });
          await pause(pace / 3);
          await devtools.send('Input.insertText', { text: character });
        } else await own.keyboard.insertText(character);
        await pause(devtools ? (pace * 2) / 3 : pace);
      }
    });
    const byProgram = programs.map(async (program, index) => {
      const { words } = players[browsers + index] as Player;
      await pause(index * 11);
      for (const character of words) {
        program.type(character);
        await pause(pace);
      }
    });
    const cut = async (isMeant: (index: number) => boolean, milliseconds: number) => {
      const from = performance.timeOrigin + performance.now();
      const meant = seats.filter((_, index) => isMeant(index));
      for (const { context } of meant) await context.setOffline(true);
      for (const [index, program] of programs.entries()) if (isMeant(index)) program.cut();
      for (const { page: own } of meant) await expect(own.locator('.receipt').first()).toContainText('离线');
      await pause(milliseconds);
      for (const { context } of meant) await context.setOffline(false);
      for (const [index, program] of programs.entries()) if (isMeant(index)) program.mend();
      for (const { page: own } of meant) await expect(own.locator('.receipt').first()).not.toContainText('离线');
      await pause(1_000);
      cuts.push({ from, to: performance.timeOrigin + performance.now() });
    };
    await pause(5_000);
    await cut(isCutFirst, 4_000);
    await pause(3_000);
    await cut(() => true, 2_500);
    await Promise.all([...byHand, ...byProgram]);
    note(`${players.reduce((sum, { words }) => sum + [...words].length, 0)} characters`);
  });

  await watch.time('every browser shows what everybody in its topic wrote', async () => {
    for (const [index, seat] of seats.entries()) {
      const wanted = players
        .filter((_, other) => topicOf(other) === topicOf(index))
        .map((each) => speakerOf(each) + each.words);
      await expect
        .poll(async () => (await paragraphsOf(seat.page)).filter((each) => each !== '').sort())
        .toEqual(wanted.sort());
      await expect(seat.page.getByText('已存本机，已送达')).toBeVisible();
    }
  });
  const seen = await latencies(seats, cuts);

  await watch.time(
    'two say two things of one field, one of them cut off: both stand until somebody chooses',
    async () => {
      const branch = seatOf(3);
      await branch.context.setOffline(true);
      await expect(branch.page.locator('.receipt').first()).toContainText('离线');
      for (const [own, place] of [
        [page, '三楼会议室'],
        [branch.page, '社区二楼大厅'],
      ] as const) {
        await own.getByLabel('地点').fill(place);
        await own.getByLabel('地点').press('Enter');
      }
      await branch.context.setOffline(false);
      for (const { page: own } of seats) await expect(own.getByRole('button', { name: '2 个值' })).toBeVisible();
      await page.getByRole('button', { name: '2 个值' }).click();
      const choice = page.getByRole('dialog', { name: '同一处，两个人都改过' }).last();
      await choice.getByRole('button', { name: /三楼会议室/ }).click();
      for (const { page: own } of seats) {
        await expect(own.getByLabel('地点')).toHaveValue('三楼会议室');
        await expect(own.getByRole('button', { name: '2 个值' })).toHaveCount(0);
      }
    },
  );

  await watch.time('a vote: everybody in the room by phone', async (note) => {
    await page.getByRole('button', { name: '发起表决' }).click();
    await page.getByLabel('通过条件').selectOption('超过实到人数的半数');
    await page.getByRole('button', { name: '开始表决' }).click();
    await expect.poll(() => server.lianxi(['document', 'export', address])).toContain('votes');
    const choices = phones.map(
      ({ player }, index) => ({ player, choice: index === 1 ? 'against' : index === 2 ? 'abstain' : 'for' }) as const,
    );
    for (const [index, phone] of phones.entries()) await phone.cast(choices[index]?.choice ?? 'for');
    await expect(page.getByText(`已投 ${phones.length} / ${phones.length}`)).toBeVisible();
    await page.getByRole('button', { name: '计票并结束' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '计票并结束' }).click();
    const result = `应到 ${players.length} 人，实到 ${phones.length} 人`;
    await expect(page.getByText(result)).toBeVisible();
    note(`${result}, 同意 ${phones.length - 2}, 反对 1, 弃权 1`);
  });

  const lead = seatOf(1);
  const year = new Date().getFullYear() + 1;
  const resolved = `由${lead.player.body}牵头，${year}年6月20日前报排班表。`;
  await watch.time('a sentence becomes a resolution with lead and deadline; its unit confirms it', async () => {
    await beginToSpeak(clerk);
    await page.keyboard.type(resolved);
    await page.getByRole('button', { name: '记为议定事项' }).click();
    const card = page.getByRole('article').filter({ hasText: '议定事项 1-1' });
    await expect(card.getByLabel('主办')).toHaveValue(lead.player.body);
    await expect(card.getByRole('button', { name: /时限 .*6月20日/ })).toBeVisible();
    await lead.page.goto(`${path}/sign`);
    const item = lead.page.getByRole('article').filter({ hasText: '报排班表' });
    await item.getByRole('button', { name: '确认', exact: true }).click();
    await expect(item.getByText('已确认')).toBeVisible();
  });

  const late = seatOf(2);
  const lateWords = '这句来不及了';
  const number = await watch.time(
    'the official document is looked at, and signed while one still types',
    async (note) => {
      await page.goto(`${path}/official`);
      await expect(page.getByRole('article', { name: '第 1 页' })).toBeVisible();
      await expect(page.getByText(/应到 40 人，实到 39 人/).filter({ visible: true })).toBeVisible();
      await late.context.setOffline(true);
      await expect(late.page.locator('.receipt').first()).toContainText('离线');
      await textOf(late.page).focus();
      await late.page.keyboard.press('Control+End');
      await late.page.keyboard.type(lateWords);
      await page.goto(`${path}/sign`);
      await page.getByRole('button', { name: '签发', exact: true }).click();
      const dialog = page.getByRole('dialog');
      const hasSeen = dialog.getByLabel('我已看过上面的提示，仍然签发');
      if ((await hasSeen.count()) > 0) await hasSeen.check();
      await dialog.getByRole('button', { name: '签发', exact: true }).click();
      await expect(page.getByRole('heading', { name: '已签发' })).toBeVisible();
      await expect(page.getByText('本机重新计算过：与签发时一字不差')).toBeVisible();
      const said = await server.lianxi(['document', 'verify', address]);
      note(said.trim().split('\n')[0] ?? '');
      return said;
    },
  );

  await watch.time('whoever writes on is refused, and told so', async (note) => {
    await late.context.setOffline(false);
    await expect(late.page.getByText('纪要已签发，内容不再改动。')).toBeVisible();
    await expect(textOf(late.page)).not.toContainText(lateWords);
    await late.page.getByRole('button', { name: /被退回/ }).click();
    await expect(late.page.getByText(lateWords)).toBeVisible();
    const program = programs[0] as Program;
    program.type('晚');
    await expect.poll(() => program.closings.at(-1)).toBeGreaterThanOrEqual(4400);
    note(`a program is closed with ${program.closings.at(-1)}`);
  });

  await watch.time(
    'every text stands in the signed version, character by character; the hash is the same',
    async (note) => {
      const reader = await enter(server.origin, address, clerk.player.token);
      const stored = JSON.stringify([...reader.doc.getMap('signing').entries()]);
      const hash = createHash('sha256').update(canonicalMinutes(reader.doc)).digest('hex');
      if (!stored.includes(hash)) throw new Error(`another hash than the signed one: ${hash}`);
      let characters = 0;
      for (const [index, words] of topics.entries()) {
        const lines = plainTextOf(fragmentOf(reader.doc, idOf(words))).split('\n');
        const wanted = players
          .filter((_, other) => topicOf(other) === words)
          .map((each) => speakerOf(each) + each.words);
        if (index === 0) wanted.push(speakerOf(clerk.player) + resolved);
        expect(lines.filter((line) => line !== '').sort()).toEqual(wanted.sort());
        characters += wanted.join('').length;
      }
      reader.leave();
      note(`${characters} characters, SHA-256 ${hash.slice(0, 16)}…, ${number.split('\n').length} lines of proof`);
    },
  );

  await watch.time('the unit finds its follow-up', async () => {
    await lead.page.goto('/meetings/follow-ups');
    await expect(lead.page.getByRole('heading', { name: '本单位的督办事项' })).toBeVisible();
    await expect(lead.page.getByRole('button', { name: /报排班表/ })).toBeVisible();
  });

  for (const { player, complaints } of seats) {
    const others = complaints.filter((line) => !/40[0-9]/.test(line));
    if (others.length > 0) throw new Error(`${player.name}: ${others.join(' | ')}`);
  }
  console.log(watch.table());
  const rounded = [0.5, 0.99, 1].map((of) => Math.round(share(seen, of)));
  console.log(
    `\nFrom a key to another browser's screen: p50 ${rounded[0]} ms, p99 ${rounded[1]} ms, longest ${rounded[2]} ms (${seen.length} sightings; ${browsers} browsers, ${programs.length} programs)`,
  );
} finally {
  for (const program of programs) program.leave();
  await browser.close();
  await server.dispose();
}
process.exit();
