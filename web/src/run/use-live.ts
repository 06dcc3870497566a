import { useEffect, useEffectEvent, useState } from 'react';
import type { ProgressView, RunView } from '../api/types.ts';
import { useApi } from '../api/use-api.ts';

/** Follows a run by its event stream: the newest progress, and a call when it ended. A null run follows nothing. */
export function useLive(run: RunView | null, onFinished: () => void): ProgressView | null {
  const api = useApi();
  const id = run?.run ?? null;
  const [seen, setSeen] = useState<ProgressView | null>(null);
  const finished = useEffectEvent(onFinished);
  useEffect(() => {
    if (id === null) return;
    const events = new EventSource(api.eventsAddress(id));
    events.addEventListener('progress', (event: MessageEvent<string>) =>
      setSeen(JSON.parse(event.data) as ProgressView),
    );
    events.addEventListener('finished', () => {
      events.close();
      finished();
    });
    events.addEventListener('error', () => {
      // The browser opens a broken stream again by itself; one that the server closed for good is at its end.
      if (events.readyState === EventSource.CLOSED) finished();
    });
    return () => events.close();
  }, [id, api]);
  if (!run) return null;
  return seen?.run === run.run ? seen : run.progress;
}
