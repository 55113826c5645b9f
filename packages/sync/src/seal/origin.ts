/** The origin of what is read from a sealed copy. Apart from it, because it is asked for where nothing is sealed too. */
export const sealedOrigin = Symbol('lianxi.sealed-copy');
export const isFromSealedCopy = (origin: unknown): boolean => origin === sealedOrigin;
