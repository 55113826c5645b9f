import { isJsonObject, type Result } from '@lianxi/base';
import type { HandoutMade, SigningAnswer } from '@lianxi/protocol';
import type { Api, ApiError } from '../session/index.ts';

/** What the relay says of a meeting's signature; asked each time, and kept by nobody. */
export class SigningNow {
  answer: SigningAnswer | null = $state.raw(null);
  isUnreached = $state(false);
  readonly #api: Api;
  readonly #address: string;

  constructor(api: Api, address: string) {
    this.#api = api;
    this.#address = address;
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const answer = await this.#api.get<unknown>(`/api/signing?${new URLSearchParams({ address: this.#address })}`);
    this.isUnreached = !answer.ok && answer.error.type === 'Unreachable';
    if (answer.ok && isAnswer(answer.value)) this.answer = answer.value;
  }

  /** `seen`: the hash of what stands before the signer. */
  sign = (seen: string) => this.#send<{ readonly number: string }>('POST', '/api/signing', { seen });
  amend = (addendum: { readonly type: string; readonly text: string; readonly previous: string }) =>
    this.#send<unknown>('POST', '/api/signing/addenda', addendum);
  handOut = (to: { readonly recipient: string; readonly days: number }) =>
    this.#send<HandoutMade>('POST', '/api/signing/handouts', to);
  revoke = (id: string) => this.#send<unknown>('DELETE', `/api/signing/handouts/${id}`);
  setNumbering = (rule: { readonly pattern: string; readonly after: number }) =>
    this.#send<unknown>('PUT', '/api/signing/numbering', rule);
  setSigners = (signers: readonly string[]) => this.#send<unknown>('PUT', '/api/signing/signers', { signers });

  async #send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Result<T, ApiError>> {
    const answer = await this.#api.send<T>(method, path, body && { address: this.#address, ...body });
    await this.refresh();
    return answer;
  }
}

const isAnswer = (value: unknown): value is SigningAnswer =>
  isJsonObject(value) && Array.isArray(value.addenda) && Array.isArray(value.handouts) && isJsonObject(value.may);
