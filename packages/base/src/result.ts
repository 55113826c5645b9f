/**
 * An expected failure is a value. `E` is a union of plain `{ type }` objects, so that callers switch over it exhaustively.
 * What can only happen through a mistake of ours throws instead (see `assert`).
 */
export type Result<T, E> = Ok<T> | Err<E>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <const E>(error: E): Err<E> => ({ ok: false, error });

/** Turns a throwing foreign call into a result, once, at the edge. */
export const tryResult = <T, E>(run: () => T, toError: (cause: unknown) => E): Result<T, E> => {
  try {
    return ok(run());
  } catch (cause) {
    return { ok: false, error: toError(cause) };
  }
};
