/**
 * Counters, gauges and histograms in Prometheus' text format 0.0.4. Whoever counts holds a closure; adding to one is an
 * addition, so that counting may stand in the hot paths. Labels are words from our own code, never anybody's data.
 */
export interface Instruments {
  counter(name: string, help: string): Counter;
  /** One number for each word, from the moment that it is first counted. */
  countersBy(name: string, label: string, help: string): CountersBy;
  /** `bounds`: upper ends of the buckets, ascending. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** Read when somebody looks. */
  gauge(name: string, help: string, read: () => number): void;
  /** Always 1: what it says stands in its labels. */
  info(name: string, help: string, labels: Readonly<Record<string, string>>): void;
  /** A total that somebody else keeps; it never falls. */
  total(name: string, help: string, read: () => number): void;
  text(): string;
}

export interface Counter {
  add(count?: number): void;
  readonly value: number;
}

export interface CountersBy {
  add(word: string, count?: number): void;
  readonly values: ReadonlyMap<string, number>;
}

export interface Histogram {
  observe(value: number): void;
  readonly count: number;
  /** The least upper bound under which at least this share of the observations lies; null before the first. */
  quantile(share: number): number | null;
}

export const createInstruments = (): Instruments => {
  const written: (() => string)[] = [];
  const declare = (name: string, type: string, help: string, lines: () => readonly string[]): void => {
    const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
    written.push(
      () =>
        head +
        lines()
          .map((line) => `${line}\n`)
          .join(''),
    );
  };

  return {
    counter: (name, help) => {
      let value = 0;
      declare(name, 'counter', help, () => [`${name} ${value}`]);
      return {
        add: (count = 1) => {
          value += count;
        },
        get value() {
          return value;
        },
      };
    },
    countersBy: (name, label, help) => {
      const values = new Map<string, number>();
      declare(name, 'counter', help, () => [...values].map(([word, value]) => `${name}{${label}="${word}"} ${value}`));
      return {
        add: (word, count = 1) => {
          values.set(word, (values.get(word) ?? 0) + count);
        },
        values,
      };
    },
    histogram: (name, help, bounds) => {
      const buckets = new Array<number>(bounds.length + 1).fill(0);
      let sum = 0;
      let count = 0;
      declare(name, 'histogram', help, () => {
        let below = 0;
        const lines = bounds.map((bound, index) => {
          below += buckets[index] ?? 0;
          return `${name}_bucket{le="${bound}"} ${below}`;
        });
        return [...lines, `${name}_bucket{le="+Inf"} ${count}`, `${name}_sum ${sum}`, `${name}_count ${count}`];
      });
      return {
        observe: (value) => {
          let index = 0;
          while (index < bounds.length && value > (bounds[index] ?? 0)) index++;
          buckets[index] = (buckets[index] ?? 0) + 1;
          sum += value;
          count++;
        },
        get count() {
          return count;
        },
        quantile: (share) => {
          if (count === 0) return null;
          let below = 0;
          for (const [index, bound] of bounds.entries()) {
            below += buckets[index] ?? 0;
            if (below >= share * count) return bound;
          }
          return Number.POSITIVE_INFINITY;
        },
      };
    },
    gauge: (name, help, read) => declare(name, 'gauge', help, () => [`${name} ${read()}`]),
    info: (name, help, labels) => {
      const words = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      declare(name, 'gauge', help, () => [`${name}{${words.join(',')}} 1`]);
    },
    total: (name, help, read) => declare(name, 'counter', help, () => [`${name} ${read()}`]),
    text: () => written.map((write) => write()).join(''),
  };
};
