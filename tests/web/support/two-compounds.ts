import { communityScope } from '@lianxi/access';
import { createAuthor, layOutGrid } from '@lianxi/documents';
import { appendUpdate, readDocument } from '@lianxi/server';
import * as Y from 'yjs';
import type { Stage } from './stage.ts';

const directory = 'directory/community/main';

/** A community with two compounds, each with one grid and its register, and a meeting of everybody's. All names are made up. */
export const layOutTwoCompounds = (stage: Stage): void => {
  const { identity, store } = stage.house();
  identity.store.writeSetting('community_name', '青禾社区');
  stage.document('directory', communityScope, '青禾社区');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(store, directory as never)?.update ?? new Uint8Array([0, 0]));
  const before = Y.encodeStateVector(doc);
  const author = createAuthor('maaaaaaa', Date.now);
  for (const [id, name, scope, parent] of [
    ['c1', '梧桐里', 'wutongli', null],
    ['g1', '一网格', 'wutongli.g1', 'c1'],
    ['c2', '银河湾', 'yinhe', null],
    ['g2', '二网格', 'yinhe.g1', 'c2'],
  ] as const) {
    const laid = layOutGrid(doc, { id, name, scope, parent, level: parent === null ? 0 : 1 }, author);
    if (!laid.ok) throw new Error(`the grid ${name} was not laid out: ${laid.error.type}`);
  }
  appendUpdate(store, directory as never, Y.encodeStateAsUpdate(doc, before));
  for (const [scope, title] of [
    ['wutongli.g1', '梧桐里一网格台账'],
    ['yinhe.g1', '银河湾二网格台账'],
  ] as const)
    stage.document('register', scope, title);
  stage.document('minutes', 'joint', '四季度联席会议');
};
