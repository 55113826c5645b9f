/**
 * What takes many tries is tried a few times by `npm test`, so that it stays short, and many times by a campaign
 * (`LIANXI_CAMPAIGN=1 npm test`, or of a single file): the same tests, the same claims.
 */
export const isCampaign = process.env.LIANXI_CAMPAIGN === '1';

/** How often: `few` by day, `many` in a campaign. */
export const times = (few: number, many: number): number => (isCampaign ? many : few);

/** Every one in a campaign; by day one of each `step`, from the first on. */
export const sampled = <Item>(items: readonly Item[], step: number): readonly Item[] =>
  isCampaign ? items : items.filter((_, index) => index % step === 0);
