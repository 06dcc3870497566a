import { Alert, Button } from 'antd';
import type { ApiError } from '../api/client.ts';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';

/** What went wrong and what to do, in the reader's language. */
export function ProblemNote({ error, retry }: { readonly error: ApiError; readonly retry?: (() => void) | undefined }) {
  const { pick, w } = useWords();
  const action = retry ? (
    <Button size="small" onClick={retry}>
      {w.shell.retry}
    </Button>
  ) : undefined;
  const description = (
    <>
      <span className="action">{plainly(pick(error.action))}</span>
      {error.issues.length > 0 && (
        <ul>
          {error.issues.map((it) => (
            <li key={`${it.path} ${it.message}`}>
              <code>{plainly(it.path)}</code> {plainly(it.message)}
            </li>
          ))}
        </ul>
      )}{' '}
      <code>{error.code}</code>
    </>
  );
  return (
    <Alert
      className="problem"
      type="error"
      role="alert"
      title={plainly(pick(error.detail))}
      description={description}
      action={action}
    />
  );
}

/** What stands in the place of something that is on its way. */
export function Waiting() {
  const { w } = useWords();
  return (
    <p className="waiting" role="status">
      {w.shell.loading}
    </p>
  );
}
