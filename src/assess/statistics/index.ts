export { defaultLevel, type Interval, wilson } from './interval.ts';
