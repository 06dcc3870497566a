import { Component, type ReactNode } from 'react';
import { ApiError, unreachable } from '../api/client.ts';
import { toApiError, useAction } from '../api/use-api.ts';
import { ProblemNote } from './problem.tsx';

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly error: ApiError | null;
}

/** Keeps a failure to what lies within: a note with a way on stands in its place, and the rest of the page stays. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: toApiError(error) };
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />;
  }
}

/** A part of the page that could not be fetched, as an error of the connection. */
export function fetched<T>(part: Promise<T>): Promise<T> {
  return part.catch((cause: unknown) => {
    throw new ApiError(unreachable, cause);
  });
}

/**
 * Loads the page again once the server answers: browsers differ in whether a module that failed may be imported anew, and the address
 * holds the place.
 */
function Broken({ error }: { readonly error: ApiError }) {
  const again = useAction(async () => {
    await fetched(fetch('/', { cache: 'no-store' }));
    window.location.reload();
  });
  return <ProblemNote error={again.error ?? error} retry={() => void again.run()} />;
}
