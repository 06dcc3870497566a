export { type ChainKind, chainFiles, chainLeafOf, checkLink, type LogEnd, linksOf, longestChainFile } from './chain.ts';
export { everyLeaf, type Holding } from './holding.ts';
export type { SeriesLog } from './member.ts';
export { defaultPeriod, type Period, periods } from './period.ts';
export { idOfOrigin, nameOfLog } from './place.ts';
export { type RetirementOptions, retentionMonths } from './retirement.ts';
export type { Retirement } from './retirement-file.ts';
export { type LogSeries, openSeries, readSeries, type SeriesOptions } from './series.ts';
export {
  openSeriesPublication,
  type PublishedLog,
  type SeriesPublication,
  type SeriesPublicationOptions,
} from './series-publication.ts';
export { type Trust, type VerifiedLog, type Vouched, verifySeries } from './verification.ts';
