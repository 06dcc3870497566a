/** One Ctrl+C may arrive several times: from the terminal, from npm and from our launcher. */
const sameInterrupt = 1_000;

/** Calls `stop` at the first signal to stop; one that comes more than a second later ends the process at once. The returned function ends the watch. */
export function onInterrupt(stop: () => void, now: () => number = Date.now): () => void {
  let first: number | null = null;
  const heard = (signal: NodeJS.Signals) => {
    if (first === null) {
      first = now();
      stop();
    } else if (now() - first > sameInterrupt) {
      for (const it of signals) process.removeListener(it, heard);
      process.kill(process.pid, signal);
    }
  };
  for (const it of signals) process.on(it, heard);
  return () => {
    for (const it of signals) process.removeListener(it, heard);
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
