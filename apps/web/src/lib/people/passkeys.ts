import { err, isJsonObject, ok, type Result } from '@lianxi/base';
import type { PasskeySecret } from '@lianxi/sync';
import { type AuthenticationResponseJSON, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { secretOf, withoutSecret, withSecret } from '../lock/authenticator.ts';
import type { Api, ApiError, Session } from '../session/index.ts';
import type { Again } from './again.svelte.ts';

/** `NotMade`: the person or the browser stopped it; nothing has changed. */
export type PasskeyError = ApiError | { readonly type: 'NotMade' };

/** `confirm`: asks for the passphrase where the relay wants it again. The secret, where the authenticator gives one at once. */
export const addPasskey = async (
  api: Api,
  name: string,
  confirm: Again['attempt'] = (run) => run(),
): Promise<Result<PasskeySecret | null, PasskeyError>> => {
  const options = await confirm((passphrase) =>
    api.send<unknown>('POST', '/api/passkeys/options', passphrase === undefined ? {} : { passphrase }),
  );
  if (!options.ok) return options;
  const response = await ask(() => startRegistration({ optionsJSON: withSecret(toOptions(options.value)) }));
  if (!response.ok) return response;
  const added = await api.send<unknown>('POST', '/api/passkeys', { response: withoutSecret(response.value), name });
  return added.ok ? ok(secretOf(response.value)) : added;
};

export const signInByPasskey = async (session: Session, isShared: boolean): Promise<Result<void, PasskeyError>> => {
  const options = await session.api.send<unknown>('POST', '/api/session/passkey/options', {});
  if (!options.ok) return options;
  const response: Result<AuthenticationResponseJSON, PasskeyError> = await ask(() =>
    startAuthentication({ optionsJSON: isShared ? toOptions(options.value) : withSecret(toOptions(options.value)) }),
  );
  if (!response.ok) return response;
  const body = { response: withoutSecret(response.value) };
  return session.enterBy('/api/session/passkey', body, isShared, secretOf(response.value));
};

/** The browser reads each of its fields itself, and refuses what is not as it should be. */
const toOptions = <T>(options: unknown): T => {
  if (!isJsonObject(options)) throw new TypeError('not the options of a passkey');
  return options as T;
};

const ask = async <T>(work: () => Promise<T>): Promise<Result<T, { readonly type: 'NotMade' }>> => {
  try {
    return ok(await work());
  } catch {
    return err({ type: 'NotMade' });
  }
};
