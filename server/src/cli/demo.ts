import { createDemo } from '../demo/index.ts';
import { demoExists, removeDemo } from '../store/index.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed } from './outcome.ts';

export const makeDemo = (io: Io): Promise<Outcome> =>
  atDesk(io, async ({ store }) => {
    const made = await createDemo(store);
    if (made.ok) {
      const { documents, members, households, residents } = made.value;
      return said(
        `已建立示例社区：${households} 户，${residents} 人，${members} 个角色，${documents} 份文档；人名都是编的。` +
          ` The demo community is there: ${households} households, ${residents} residents, ${members} people to be, ${documents} documents; everybody is made up.`,
      );
    }
    switch (made.error.type) {
      case 'DemoExists':
        return failed('示例社区已经在了。', 'The demo community is there already.');
      case 'CommunityInUse':
        return failed(
          '这里已有真实的账号或文档；示例社区只能放在空的数据文件夹里（LIANXI_DATA）。',
          'There are real accounts or documents here; the demo goes into an empty data folder only (LIANXI_DATA).',
        );
    }
  });

export const dropDemo = (io: Io): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    if (!demoExists(store)) return failed('没有示例社区。', 'There is no demo community.');
    removeDemo(store);
    return said('已删除示例社区。 The demo community is gone.');
  });
