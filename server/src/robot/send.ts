import { createHmac } from 'node:crypto';
import { err, ok, type Result } from '@lianxi/base';
import type { AddressError, RobotFormat } from './address.ts';

export interface Robot {
  readonly format: RobotFormat;
  readonly url: URL;
  /** 加签: DingTalk's secret, where the robot asks for it. */
  readonly secret: string | null;
}

export interface RobotMessage {
  readonly title: string;
  /** Markdown, as both platforms read it. */
  readonly text: string;
}

/** Why nothing came of it. `code`: the platform's own. Nothing of the address, nor of what came back in words. */
export type RobotProblem =
  | { readonly type: 'Unreached' }
  | { readonly type: 'Redirected' }
  | { readonly type: 'Status'; readonly code: number }
  | { readonly type: 'Refused'; readonly code: number }
  | { readonly type: 'NotUnderstood' };

export interface SendOptions {
  readonly clock: () => number;
  /** How long an answer may take, and how long it rests before the second try (ms). */
  readonly patience?: number;
  readonly rest?: number;
}

const longestAnswer = 16 * 1024;

/** Hands a message to the group's robot; once more where nobody answered, or the platform had trouble of its own. */
export const sendByRobot = async (
  robot: Robot,
  message: RobotMessage,
  { clock, patience = 4_000, rest = 500 }: SendOptions,
): Promise<Result<void, RobotProblem>> => {
  const first = await sendOnce(robot, message, clock(), patience);
  if (first.ok || !isPassing(first.error)) return first;
  await new Promise((resolve) => setTimeout(resolve, rest).unref());
  return sendOnce(robot, message, clock(), patience);
};

const isPassing = (problem: RobotProblem): boolean =>
  problem.type === 'Unreached' || (problem.type === 'Status' && problem.code >= 500);

const sendOnce = async (
  robot: Robot,
  message: RobotMessage,
  now: number,
  patience: number,
): Promise<Result<void, RobotProblem>> => {
  try {
    const response = await fetch(signed(robot, now), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(robot.format, message)),
      // Where it would lead nobody has looked at.
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    if (response.status >= 300 && response.status < 400) return err({ type: 'Redirected' });
    if (!response.ok) return err({ type: 'Status', code: response.status });
    return readAnswer(await readShort(response));
  } catch {
    return err({ type: 'Unreached' });
  }
};

/** DingTalk: HMAC-SHA256 over time and secret, under the secret, beside the time. */
const signed = ({ format, url, secret }: Robot, now: number): URL => {
  if (format !== 'dingtalk' || secret === null) return url;
  const to = new URL(url);
  to.searchParams.set('timestamp', String(now));
  to.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'));
  return to;
};

const bodyOf = (format: RobotFormat, { title, text }: RobotMessage) =>
  format === 'wecom'
    ? { msgtype: 'markdown', markdown: { content: text } }
    : { msgtype: 'markdown', markdown: { title, text } };

const readShort = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > longestAnswer) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Both platforms answer 200 with `errcode`, 0 where they took it. */
const readAnswer = (text: string): Result<void, RobotProblem> => {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return err({ type: 'NotUnderstood' });
  }
  const { errcode } = (answer ?? {}) as { readonly errcode?: unknown };
  if (typeof errcode !== 'number') return err({ type: 'NotUnderstood' });
  return errcode === 0 ? ok(undefined) : err({ type: 'Refused', code: errcode });
};

/** For the log and the settings page. */
export const problemText = (problem: RobotProblem | AddressError): string =>
  'code' in problem ? `${problem.type} ${problem.code}` : problem.type;
