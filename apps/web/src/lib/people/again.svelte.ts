import { err, type Result } from '@lianxi/base';
import type { ApiError } from '../session/index.ts';

type Run<T> = (passphrase?: string) => Promise<Result<T, ApiError>>;

/**
 * What the relay may want the passphrase for once more. It is tried without; where the relay asks, somebody is asked, as often
 * as it is typed wrongly; whoever gives up gets the relay's first answer.
 */
export class Again {
  isAsking = $state(false);
  problem: ApiError | null = $state.raw(null);
  #give: (passphrase: string | null) => void = () => {};

  readonly attempt = async <T>(run: Run<T>): Promise<Result<T, ApiError>> => {
    this.problem = null;
    const first = await run();
    if (first.ok || !asks(first.error)) return first;
    for (;;) {
      const passphrase = await this.#ask();
      if (passphrase === null) return err(first.error);
      const next = await run(passphrase);
      if (next.ok || !isMistyped(next.error)) return next;
      this.problem = next.error;
    }
  };

  give(passphrase: string | null): void {
    this.isAsking = false;
    if (passphrase === null) this.problem = null;
    this.#give(passphrase);
  }

  #ask(): Promise<string | null> {
    this.isAsking = true;
    return new Promise((resolve) => {
      this.#give = resolve;
    });
  }
}

const asks = (error: ApiError): boolean =>
  error.type === 'Refused' && error.name === 'NeedsConfirmation' && error.by === 'passphrase';
const isMistyped = (error: ApiError): boolean => error.type === 'Refused' && error.name === 'WrongCredentials';
