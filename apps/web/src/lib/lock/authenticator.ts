import { err, ok, type Result } from '@lianxi/base';
import type { PasskeySecret } from '@lianxi/sync';
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  startAuthentication,
} from '@simplewebauthn/browser';

/**
 * What a passkey's authenticator is asked to make its secret from (WebAuthn PRF): the same for everybody, for the secret differs
 * by passkey, and the browser keeps hosts apart.
 */
const input = new TextEncoder().encode('lianxi.seal');

/** The same options, with the secret asked for. Where there is no such thing it stays away. */
export const withSecret = <T extends object>(options: T): T => ({
  ...options,
  extensions: { prf: { eval: { first: input } } },
});

/** null: this authenticator, or browser, gives none. */
export const secretOf = ({
  id,
  clientExtensionResults,
}: AuthenticationResponseJSON | RegistrationResponseJSON): PasskeySecret | null => {
  const { prf } = clientExtensionResults as { readonly prf?: { readonly results?: { readonly first?: unknown } } };
  const first = prf?.results?.first;
  const secret =
    first instanceof ArrayBuffer ? new Uint8Array(first) : first instanceof Uint8Array ? Uint8Array.from(first) : null;
  return secret?.length === 32 ? { passkey: id, secret } : null;
};

/** What the relay is sent: the secret is not among it. */
export const withoutSecret = <T extends AuthenticationResponseJSON | RegistrationResponseJSON>(response: T): T => ({
  ...response,
  clientExtensionResults: {},
});

/** Asks one of these passkeys for its secret. Nobody else is asked, so it works offline. `NotMade`: somebody stopped it. */
export const askSecret = async (
  passkeys: readonly string[],
): Promise<Result<PasskeySecret | null, { readonly type: 'NotMade' }>> => {
  const challenge = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const options = withSecret({
    // Nobody looks at what is signed; what counts is what comes with it.
    challenge: challenge.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    allowCredentials: passkeys.map((id) => ({ id, type: 'public-key' as const })),
    userVerification: 'required' as const,
  });
  try {
    return ok(secretOf(await startAuthentication({ optionsJSON: options })));
  } catch {
    return err({ type: 'NotMade' });
  }
};
