import type { RightsExport } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';
import type { Api } from '../session/index.ts';

/** Everybody's grants as the relay has them; kept by nobody. */
export class GrantsNow {
  rights: RightsExport | null = $state.raw(null);
  isUnreached = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const answer = await this.#api.get<unknown>('/api/rights');
    this.isUnreached = !answer.ok;
    if (answer.ok && isExport(answer.value)) this.rights = answer.value;
  }
}

const isExport = (value: unknown): value is RightsExport =>
  isJsonObject(value) && Array.isArray(value.table) && Array.isArray(value.grants);
