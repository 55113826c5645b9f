import { isJsonObject, ok, type Result } from '@lianxi/base';
import type { Api, ApiError } from '#lib/session';

export type RobotFormat = 'wecom' | 'dingtalk';

/** What the relay says of the group's robot: never its key. */
export interface RobotFacts {
  readonly format: RobotFormat;
  readonly host: string;
  readonly isSigned: boolean;
  readonly isOn: boolean;
  /** What came of the last message; `problem`: its kind, and the platform's number. */
  readonly last: { readonly at: number; readonly problem: string | null } | null;
}

export interface WantedRobot {
  readonly format: RobotFormat;
  /** null keeps what is set. */
  readonly url: string | null;
  readonly secret: string | null;
  readonly isOn: boolean;
}

type Answer = Result<void, ApiError>;

/** The robot as the relay has it now; nothing of it is kept on the device. */
export class RobotNow {
  /** undefined: not known yet. */
  facts: RobotFacts | null | undefined = $state.raw();
  isUnreached = $state(false);
  /** An administrator asks. */
  isAllowed = $state(true);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async ask(): Promise<void> {
    const answer = await this.#api.get<unknown>('/api/robot');
    if (answer.ok) this.facts = readFacts(answer.value);
    this.isAllowed = answer.ok || answer.error.type !== 'Refused' || answer.error.status !== 403;
    this.isUnreached = !answer.ok && this.isAllowed;
  }

  set(wanted: WantedRobot): Promise<Answer> {
    return this.#take('PUT', '/api/robot', wanted);
  }

  try(): Promise<Answer> {
    return this.#take('POST', '/api/robot/trial');
  }

  async remove(): Promise<Answer> {
    const answer = await this.#api.send<unknown>('DELETE', '/api/robot');
    if (!answer.ok) return answer;
    this.facts = null;
    return ok(undefined);
  }

  async #take(method: 'PUT' | 'POST', path: string, body?: WantedRobot): Promise<Answer> {
    const answer = await this.#api.send<unknown>(method, path, body);
    if (!answer.ok) return answer;
    this.facts = readFacts(answer.value);
    return ok(undefined);
  }
}

const readFacts = (answer: unknown): RobotFacts | null =>
  isJsonObject(answer) && isJsonObject(answer.robot) ? (answer.robot as unknown as RobotFacts) : null;
