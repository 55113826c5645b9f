/** Passkeys belong to a name, not to a number: a host that is reached by its address can have none, nor one without TLS. */
export const canPasskey = (): boolean =>
  isSecureContext && 'PublicKeyCredential' in window && !/^(\d+(\.\d+){3}|\[.*\])$/.test(location.hostname);
