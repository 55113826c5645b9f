const verbs = ['find', 'heads', 'load', 'baselineState', 'rowsAfter', 'append', 'replaceBaseline', 'rebuild'] as const;
const news = ['committed', 'presence', 'asked', 'claimed', 'access'] as const;

/**
 * Every place in the relay's ports to the log and to its neighbours where it gives up its turn or is seen from outside, and
 * can die: before it asks, and while it awaits the answer.
 */
export const points: readonly string[] = [
  ...verbs.flatMap((verb) => [`before ${verb}`, `during ${verb}`]),
  ...news.map((type) => `before publish ${type}`),
  'during hear',
];

/** How often each was died at, over many runs. */
export const addDeaths = (sum: Map<string, number>, deaths: ReadonlyMap<string, number>): void => {
  for (const [point, count] of deaths) sum.set(point, (sum.get(point) ?? 0) + count);
};

export const describeDeaths = (sum: ReadonlyMap<string, number>): string =>
  points.map((point) => `  ${point.padEnd(26)} ${sum.get(point) ?? 0}`).join('\n');
