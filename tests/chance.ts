import fc from 'fast-check';
import { isCampaign } from './campaign.ts';

/**
 * What properties are tried with. `npm test` tries the same cases each time, so that a change is what makes it fail and
 * not the luck of the day; a campaign tries others each time, and says with which seed one failed.
 */
if (!isCampaign) fc.configureGlobal({ seed: 20_261_130 });
