import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useAction, useApi } from '../api/use-api.ts';
import { useWords } from '../words/use-words.ts';
import { ProblemNote } from './problem.tsx';
import { tokenIn } from './token.ts';

/** Shown where the server does not know this browser yet. */
export function SignIn({ onOpen }: { readonly onOpen: () => void }) {
  const api = useApi();
  const { w } = useWords();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const field = useId();
  const open = useAction(async () => {
    const token = tokenIn(text);
    const accepted = token !== null && (await api.openSession(token));
    setRefused(!accepted);
    if (accepted) onOpen();
  });
  return (
    <main className="sign-in">
      <h1>{w.shell.signIn.title}</h1>
      <p className="dim">{w.shell.signIn.help}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void open.run();
        }}
      >
        <label htmlFor={field}>
          {w.shell.signIn.label}
          <Input.Password
            id={field}
            value={text}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {refused && <p role="alert">{w.shell.signIn.refused}</p>}
        {open.error && <ProblemNote error={open.error} />}
        <Button type="primary" htmlType="submit" aria-busy={open.busy}>
          {w.shell.signIn.open}
        </Button>
      </form>
    </main>
  );
}
