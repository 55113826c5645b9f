import { err, ok, type Result } from '@lianxi/base';

/** What can go wrong when the relay is asked something. `Unreachable` covers no network, no server and no answer in time. */
export type ApiError =
  | { readonly type: 'Unreachable' }
  | {
      readonly type: 'Refused';
      readonly status: number;
      readonly name: string;
      readonly retryAfter: number | null;
      /** Who or what has to confirm it, where that is why. */
      readonly by: string | null;
      /** In the relay's own words; otherwise something between here and it may have spoken. */
      readonly isTold: boolean;
    };

export interface Api {
  get<T>(path: string): Promise<Result<T, ApiError>>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Result<T, ApiError>>;
}

interface ApiOptions {
  /** How long an answer may take (ms). */
  readonly patience?: number;
  /** Any answer may say that this device was revoked, and whose data on it is to go. */
  readonly onRevoked?: (member: string) => void;
}

/** The one place that fetches. `bearer` is asked anew for each request: only a demo tab has one. */
export const createApi = (
  bearer: () => string | null,
  { patience = 10_000, onRevoked = () => {} }: ApiOptions = {},
): Api => {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<Result<T, ApiError>> => {
    const token = bearer();
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        // A demo tab speaks for its own role only, never for whoever else is signed in here.
        credentials: token === null ? 'same-origin' : 'omit',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
      });
    } catch {
      return err({ type: 'Unreachable' });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    // A page with status 200 is a proxy's, and half an answer is none.
    if (response.ok && answer === undefined && response.status !== 204) return err({ type: 'Unreachable' });
    if (response.ok) return ok(answer as T);
    // A proxy that has lost its server answers in its place.
    if (response.status === 502 || response.status === 504) return err({ type: 'Unreachable' });
    const { error: told } = (answer ?? {}) as { error?: Told };
    if (response.status === 401 && told?.type === 'DeviceRevoked' && isMemberId(told.member)) onRevoked(told.member);
    return err({
      type: 'Refused',
      status: response.status,
      name: typeof told?.type === 'string' ? told.type : `Status${response.status}`,
      isTold: typeof told?.type === 'string',
      retryAfter: typeof told?.retryAfter === 'number' ? told.retryAfter : null,
      by: typeof told?.by === 'string' ? told.by : null,
    });
  };
  return {
    get: (path) => ask('GET', path),
    send: (method, path, body) => ask(method, path, body),
  };
};

interface Told {
  readonly type?: unknown;
  readonly retryAfter?: unknown;
  readonly member?: unknown;
  readonly by?: unknown;
}

/** Databases and lists are named by it: nothing else may be taken for one. */
const isMemberId = (value: unknown): value is string => typeof value === 'string' && /^m[a-z0-9]{7}$/.test(value);
