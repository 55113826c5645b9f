import { err, isJsonObject, ok, type Result } from '@lianxi/base';
import type { Api, ApiError } from '../session/index.ts';
import { type ListedDevice, type Passkey, parseDevices, parsePasskeys } from './facts.ts';

/** The devices and passkeys of whoever is signed in, as the relay has them now. */
export class OwnAccess {
  devices: readonly ListedDevice[] | null = $state.raw(null);
  passkeys: readonly Passkey[] | null = $state.raw(null);
  /** When the recovery sheet in force was made (ms); undefined: not known, null: there is none. */
  sheetMadeAt: number | null | undefined = $state.raw(undefined);
  isUnreached = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async refresh(): Promise<void> {
    const [devices, passkeys] = await Promise.all([
      this.#api.get<unknown>('/api/devices'),
      this.#api.get<unknown>('/api/passkeys'),
    ]);
    this.isUnreached = !devices.ok && devices.error.type === 'Unreachable';
    if (devices.ok) this.devices = parseDevices(devices.value) ?? this.devices;
    if (passkeys.ok) this.passkeys = parsePasskeys(passkeys.value) ?? this.passkeys;
  }

  rename(id: string, name: string): Promise<Result<unknown, ApiError>> {
    return this.#act('PATCH', `/api/devices/${id}`, { name });
  }

  revoke(id: string): Promise<Result<unknown, ApiError>> {
    return this.#act('POST', `/api/devices/${id}/revoke`, {});
  }

  removePasskey(id: string, passphrase?: string): Promise<Result<unknown, ApiError>> {
    const body = passphrase === undefined ? undefined : { passphrase };
    return this.#act('DELETE', `/api/passkeys/${encodeURIComponent(id)}`, body);
  }

  async lookAtSheet(): Promise<void> {
    const answer = await this.#api.get<unknown>('/api/recovery');
    if (!answer.ok) return;
    const madeAt = isJsonObject(answer.value) ? answer.value.madeAt : null;
    this.sheetMadeAt = typeof madeAt === 'number' ? madeAt : null;
  }

  /** Three codes, said here and never again; those before are void. */
  async makeSheet(passphrase: string): Promise<Result<readonly string[], ApiError>> {
    const answer = await this.#api.send<unknown>('POST', '/api/recovery', { passphrase });
    if (!answer.ok) return answer;
    const codes: unknown = isJsonObject(answer.value) ? answer.value.codes : null;
    if (!Array.isArray(codes) || codes.length !== 3 || !codes.every((each) => typeof each === 'string')) {
      return err({ type: 'Unreachable' });
    }
    return ok(codes);
  }

  async #act(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Result<unknown, ApiError>> {
    const answer = await this.#api.send<unknown>(method, path, body);
    await this.refresh();
    return answer;
  }
}
