import type { ErasureFacts, ErasureListAnswer, ErasureReason } from '@lianxi/protocol';
import type { Api, ApiError } from '#lib/session';

export type Asking = { readonly ids: readonly string[] };

/** The deletion queue as the relay has it; nothing of it is kept on the device. */
export class ErasureQueue {
  open: readonly ErasureFacts[] | null = $state.raw(null);
  done: readonly ErasureFacts[] = $state.raw([]);
  isUnreached = $state(false);
  isBusy = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async look(): Promise<void> {
    this.isBusy = true;
    const answer = await this.#api.get<ErasureListAnswer>('/api/erasures');
    this.isBusy = false;
    this.isUnreached = !answer.ok;
    if (!answer.ok) return;
    this.open = answer.value.open;
    this.done = answer.value.done;
  }

  /** Null: asked, and the list is as it is now. */
  async confirm({ id }: ErasureFacts, passphrase: string): Promise<ApiError | null> {
    const body = { ids: [id], ...(passphrase === '' ? {} : { passphrase }) };
    const answer = await this.#api.send<unknown>('POST', '/api/erasures/confirm', body);
    await this.look();
    return answer.ok ? null : answer.error;
  }

  async withdraw({ id }: ErasureFacts): Promise<ApiError | null> {
    const answer = await this.#api.send<unknown>('DELETE', `/api/erasures/${id}`);
    await this.look();
    return answer.ok ? null : answer.error;
  }

  async ask(address: string, residents: readonly string[], reason: ErasureReason): Promise<ApiError | null> {
    const error = await askErasure(this.#api, address, residents, reason);
    await this.look();
    return error && 'type' in error ? error : null;
  }
}

/** As many as one request takes. */
const mostAtOnce = 200;

/** Puts records into the queue; says how many were new, or why none was. */
export const askErasure = async (
  api: Api,
  address: string,
  residents: readonly string[],
  reason: ErasureReason,
): Promise<ApiError | { readonly count: number }> => {
  let count = 0;
  for (let at = 0; at < residents.length; at += mostAtOnce) {
    const body = { address, residents: residents.slice(at, at + mostAtOnce), reason };
    const answer = await api.send<Asking>('POST', '/api/erasures', body);
    if (!answer.ok) return answer.error;
    count += answer.value.ids.length;
  }
  return { count };
};
