import { writeFileSync } from 'node:fs';

// Loaded before a program (`--import`): as it ends, it leaves what it has used where BENCH_USAGE says.

const file = process.env['BENCH_USAGE'];
if (file !== undefined)
  process.once('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, rssMb: (maxRSS * 1024) / 1e6 }));
  });
