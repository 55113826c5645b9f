/** Time as a value: milliseconds since 1970-01-01 UTC. Tests and the simulation pass their own. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
