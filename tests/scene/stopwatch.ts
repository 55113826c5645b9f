/** Which steps were played and how long each took; printed as they end, and as a table. */
export class Stopwatch {
  readonly #steps: { readonly name: string; readonly seconds: number; readonly note: string }[] = [];

  /** `step` may say what came of it. */
  async time<T>(name: string, step: (note: (words: string) => void) => Promise<T>): Promise<T> {
    const begun = performance.now();
    let said = '';
    try {
      return await step((words) => {
        said = words;
      });
    } catch (cause) {
      throw new Error(`“${name}” failed after ${seconds(performance.now() - begun)} s`, { cause });
    } finally {
      this.#steps.push({ name, seconds: performance.now() - begun, note: said });
      console.error(`${seconds(performance.now() - begun).padStart(7)} s  ${name}${said ? `: ${said}` : ''}`);
    }
  }

  table(): string {
    const all = this.#steps.reduce((sum, step) => sum + step.seconds, 0);
    const rows = this.#steps.map(({ name, seconds: took, note }) => `| ${name} | ${seconds(took)} | ${note} |`);
    return ['| step | seconds | |', '|---|---|---|', ...rows, `| all of it | ${seconds(all)} | |`].join('\n');
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);

/** The value below which such a share lies; the list need not be in order. */
export const share = (values: readonly number[], of: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) * of)] ?? Number.NaN;
};
