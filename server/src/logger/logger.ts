import { type Clock, systemClock } from '@lianxi/base';
import { type Level, type LogEvent, levelOf, wordsOf } from './events.ts';

/**
 * Says an event once, on standard error: standard output is for the person who starts the server and has the banner, so in
 * text only what went wrong is said.
 *
 * What repeats itself is said at most every ten seconds, with the number that was left out.
 */
export type Logger = (event: LogEvent) => void;

export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

const quietTime = 10_000;
const signs: Readonly<Record<Level, string>> = { info: '·', warning: '!', error: '✗' };

export const createLogger = (
  format: LogFormat,
  write: (line: string) => void = (line) => process.stderr.write(line),
  clock: Clock = systemClock,
): Logger => {
  const said = new Map<LogEvent['type'], { readonly at: number; leftOut: number }>();
  return (event) => {
    if (format === 'text' && levelOf(event) === 'info') return;
    const now = clock();
    const last = said.get(event.type);
    if (last && now - last.at < quietTime) {
      last.leftOut++;
      return;
    }
    said.set(event.type, { at: now, leftOut: 0 });
    write(`${format === 'json' ? toJsonLine(event, now, last?.leftOut) : toTextLine(event, now, last?.leftOut)}\n`);
  };
};

/** One object a line: when, how grave, what, and the event's own fields. */
const toJsonLine = ({ type, ...fields }: LogEvent, now: number, leftOut = 0): string =>
  JSON.stringify({
    time: new Date(now).toISOString(),
    level: levelOf({ type, ...fields } as LogEvent),
    event: type,
    ...fields,
    ...(leftOut > 0 ? { leftOut } : {}),
  });

const toTextLine = (event: LogEvent, now: number, leftOut = 0): string => {
  const [chinese, english] = wordsOf(event);
  const more = leftOut > 0 ? ` (+${leftOut})` : '';
  const time = new Date(now).toLocaleString('sv-SE');
  return `${signs[levelOf(event)]} ${time} ${chinese} ${english}${more}`.replaceAll(/\s*\n\s*/g, ' ');
};
