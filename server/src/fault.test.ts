import { expect, it } from 'vitest';
import { Fault, faultOf } from './fault.ts';

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (cause) {
    return cause;
  }
  throw new Error('nothing was thrown');
};
const here = /server\/src\/fault\.test\.ts:\d+/;

it('[OP42] says of an exception its kind and where it was, and nothing that it quotes', () => {
  const said = faultOf(thrown(() => JSON.parse('王秀兰 13800000000')));
  expect(said).toMatch(/^SyntaxError server\/src\/fault\.test\.ts:\d+/);
  expect(said).not.toMatch(/王|138/);
  expect(faultOf(thrown(() => new Map([[{}, 1]]).get({})?.toFixed() ?? decodeURIComponent('%E7zhang')))).toMatch(
    /^URIError server/,
  );
});

it('[OP42] repeats no message that looks like a place, over several lines or in the name', () => {
  const place = import.meta.filename.replace(/fault\.test\.ts$/, 'zhang-san.ts');
  const cause = new TypeError(`one\n    at wang (${place}:1:1)\n    at file://${place}:2:2`);
  expect(faultOf(cause)).toMatch(/^TypeError server\/src\/fault\.test\.ts:\d+/);
  expect(faultOf(cause)).not.toContain('zhang');
  cause.name = '王秀兰 Wang';
  Object.assign(cause, { code: 'Wang Xiulan' });
  expect(faultOf(cause)).toMatch(/^Error server/);
});

it('[OP42] says the code of the system and never the path', () => {
  const cause = Object.assign(new Error("ENOENT: no such file or directory, open '/home/wang'"), { code: 'ENOENT' });
  expect(faultOf(cause)).toMatch(/^Error ENOENT server/);
  expect(faultOf(cause)).not.toContain('wang');
});

it('[OP42] repeats what SQLite says, and words of our own', () => {
  expect(faultOf(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }))).toBe(
    'database or disk is full',
  );
  expect(faultOf(new Fault('it took longer than it may', 'TASK_OVERDUE'))).toBe('it took longer than it may');
});

it('[OP42] says little of what is no error at all', () => {
  for (const cause of ['王秀兰', null, undefined, { message: '王秀兰', stack: 7 }, 7])
    expect(faultOf(cause)).toBe('Error');
  expect(faultOf(new Error('x'))).toMatch(here);
});
