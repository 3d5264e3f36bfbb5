import { readCodebook } from './codebook.ts';
import type { Land } from './place.ts';

const ZONES = {
  N: 'America/St_Johns',
  A: 'America/Halifax',
  E: 'America/Toronto',
  C: 'America/Winnipeg',
  S: 'America/Regina',
  M: 'America/Edmonton',
  P: 'America/Vancouver',
  Y: 'America/Whitehorse',
};

/** Area codes as assigned in July 2026, those over two zones with both. */
const areaCodes = readCodebook('CA', ZONES, {
  AB: '@M 368 403 587 780 825',
  BC: '@P 604 @PM 236 250 257 672 778',
  MB: '@C 204 431 584',
  NB: '@A 428 506',
  NL: '@NA 709 879',
  NS: '@A 782 902',
  NT: '@M 867',
  NU: '@ECM 867',
  ON: '@E 226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942 @EC 807',
  PE: '@A 782 902',
  QC: '@E 263 354 438 450 468 514 579 819 873 @EA 367 418 581',
  SK: '@SM 306 474 639',
  YT: '@Y 867',
});

/** First letters of postal codes. */
const postcodes = readCodebook('CA', ZONES, {
  AB: '@M T',
  BC: '@P V @PM V1-V2 V0',
  MB: '@C R',
  NB: '@A E',
  NL: '@NA A',
  NS: '@A B',
  NT: '@M X',
  NU: '@ECM X',
  ON: '@E K-N @EC P',
  PE: '@A C',
  QC: '@E H J @EA G',
  SK: '@SM S',
  YT: '@Y Y',
});

const PROVINCES = 'AB BC MB NB NL NS NT NU ON PE QC SK YT';

export const canada: Land = {
  zones: Object.values(ZONES),
  regions: Object.fromEntries(PROVINCES.split(' ').map((region) => [region, areaCodes.zonesOf(region)])),
  byNumber: (national) => areaCodes.find(national),
  byPostcode: (postcode) =>
    /^[A-Z]\d[A-Z] ?(\d[A-Z]\d)?$/.test(postcode) ? postcodes.find(postcode) : undefined,
};
