import { expect, it } from 'vitest';
import type { LogEvent } from './events.ts';
import { createLogger, type LogFormat } from './logger.ts';

const said = (format: LogFormat, run: (log: (event: LogEvent) => void, pass: (time: number) => void) => void) => {
  const lines: string[] = [];
  let now = Date.UTC(2026, 10, 21, 1, 2, 3);
  run(
    createLogger(
      format,
      (line) => lines.push(line),
      () => now,
    ),
    (time) => {
      now += time;
    },
  );
  return lines;
};

it('[OP42] says one JSON object a line: when, how grave, what, and the event’s own fields', () => {
  const lines = said('json', (log) => log({ type: 'NotStored', cause: 'database or disk is full' }));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-11-21T01:02:03.000Z',
    level: 'warning',
    event: 'NotStored',
    cause: 'database or disk is full',
  });
});

it('[OP42] says one line in both languages otherwise, and nothing of what went well', () => {
  const lines = said('text', (log) => {
    log({ type: 'Stopped' });
    log({ type: 'DiskFailed', cause: 'disk I/O\nerror' });
  });
  expect(lines).toEqual([
    expect.stringMatching(/^✗ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 磁盘出错（disk I\/O error）.* The disk failed .*\n$/),
  ]);
});

it('[OP42] says what repeats itself every ten seconds, with the number left out', () => {
  const lines = said('json', (log, pass) => {
    for (let index = 0; index < 5; index++) {
      log({ type: 'NotStored', cause: 'full' });
      pass(1_000);
    }
    log({ type: 'UpgradeFailed', cause: 'x' });
    pass(6_000);
    log({ type: 'NotStored', cause: 'full' });
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: 'NotStored' },
    { event: 'UpgradeFailed' },
    { event: 'NotStored', leftOut: 4 },
  ]);
});
