import { createContext, use, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Api } from './api.ts';
import { ApiError } from './client.ts';

export const ApiContext = createContext<Api | null>(null);

/** The API of this page. Throws outside of the console. */
export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('ApiContext is missing');
  return api;
}

export interface Resource<T> {
  readonly value: T | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly key: string | null;
  readonly value: T | null;
  readonly error: ApiError | null;
}

/**
 * What `load` gives for `key`; loads again when the key or the version changes or on `reload`, and shows the old value of the same key
 * meanwhile. A null key loads nothing.
 */
export function useResource<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  version: string | number = 0,
): Resource<T> {
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Held<T>>({ key: null, value: null, error: null });
  const [settled, setSettled] = useState('');
  const loadNow = useEffectEvent(load);
  const want = `${key}#${version}#${round}`;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    const ours = `${key}#${version}#${round}`;
    loadNow(abort.signal).then(
      (value) => {
        if (abort.signal.aborted) return;
        setHeld({ key, value, error: null });
        setSettled(ours);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setHeld((old) => ({ key, value: old.key === key ? old.value : null, error: toApiError(error) }));
        setSettled(ours);
      },
    );
    return () => abort.abort();
  }, [key, version, round]);
  const reload = useCallback(() => setRound((it) => it + 1), []);
  const mine = held.key === key;
  return {
    value: mine ? held.value : null,
    error: mine ? held.error : null,
    loading: key !== null && settled !== want,
    reload,
  };
}

/** Anything thrown, as an error that a person can read. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(
    {
      code: 'web.failed',
      status: 0,
      detail: { zh: '页面出错', en: 'The page failed' },
      action: { zh: '重新载入页面', en: 'Reload the page' },
    },
    error,
  );
}

export interface Action<A extends readonly unknown[]> {
  readonly run: (...args: A) => Promise<boolean>;
  readonly busy: boolean;
  readonly error: ApiError | null;
}

/** A request that a person sets off: busy while it runs, when a second call does nothing; its error kept until the next try. `run` resolves to whether it succeeded. */
export function useAction<A extends readonly unknown[]>(act: (...args: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async (...args: A): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await act(...args);
      return true;
    } catch (thrown) {
      setError(toApiError(thrown));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { run, busy, error };
}
