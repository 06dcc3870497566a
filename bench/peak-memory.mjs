// Loaded before a measured program: leaves the peak of its resident memory, in MB, in the file named by DUHENG_BENCH_PEAK.
import { writeFileSync } from 'node:fs';

const file = process.env.DUHENG_BENCH_PEAK;
if (file) process.on('exit', () => writeFileSync(file, String(Math.round(process.resourceUsage().maxRSS / 1024))));
