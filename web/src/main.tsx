import { ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode, useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from './api/api.ts';
import { createClient } from './api/client.ts';
import { ApiContext } from './api/use-api.ts';
import { antdTheme } from './shell/antd-theme.ts';
import './shell/base.css';
import './table/table.css';
import './shell/panel.css';
import { Boundary } from './shell/boundary.tsx';
import { Console } from './shell/console.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { readStored, writeStored } from './shell/stored.ts';
import { tokenInFragment } from './shell/token.ts';
import { useMedia } from './shell/use-media.ts';
import { useTheme } from './shell/use-theme.ts';
import { chooseLanguage, type Language } from './words/language.ts';
import { ReadingContext, readingIn } from './words/use-words.ts';

type Session = 'opening' | 'open' | 'refused';

/** Trades a token in the fragment for the session cookie, and takes the fragment out of the address and its history. */
function useSession(openSession: (token: string) => Promise<boolean>) {
  const [session, setSession] = useState<Session>(() => (tokenInFragment(location.hash) === null ? 'open' : 'opening'));
  useEffect(() => {
    const takeToken = () => {
      const token = tokenInFragment(location.hash);
      if (token === null) return;
      history.replaceState(null, '', location.pathname + location.search);
      openSession(token).then(
        (accepted) => setSession(accepted ? 'open' : 'refused'),
        () => setSession('refused'),
      );
    };
    takeToken();
    window.addEventListener('hashchange', takeToken);
    return () => window.removeEventListener('hashchange', takeToken);
  }, [openSession]);
  return [session, setSession] as const;
}

function useLanguage() {
  const [language, setLanguage] = useState<Language>(() => chooseLanguage(readStored('language'), navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = language === 'zh' ? '度衡' : 'Duheng';
  }, [language]);
  return useMemo(() => {
    const other = language === 'zh' ? 'en' : 'zh';
    return readingIn(language, () => {
      writeStored('language', other);
      setLanguage(other);
    });
  }, [language]);
}

const unauthorised = 'duheng:unauthorised';

function Root() {
  const reading = useLanguage();
  const theme = useTheme();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const api = useMemo(
    () =>
      createApi(
        createClient({
          fetch: (input, init) => fetch(input, init),
          newKey: () => crypto.randomUUID(),
          onUnauthorised: () => window.dispatchEvent(new Event(unauthorised)),
        }),
      ),
    [],
  );
  const [session, setSession] = useSession(api.openSession);
  useEffect(() => {
    const refuse = () => setSession('refused');
    window.addEventListener(unauthorised, refuse);
    return () => window.removeEventListener(unauthorised, refuse);
  }, [setSession]);
  const config = useMemo(() => antdTheme(theme.dark, still), [theme.dark, still]);
  return (
    <ReadingContext value={reading}>
      <ApiContext value={api}>
        <ConfigProvider
          theme={config}
          button={{ autoInsertSpace: false }}
          locale={reading.language === 'zh' ? zhCN : enGB}
        >
          <Boundary>
            {session === 'open' && <Console theme={theme} />}
            {session === 'refused' && <SignIn onOpen={() => setSession('open')} />}
          </Boundary>
        </ConfigProvider>
      </ApiContext>
    </ReadingContext>
  );
}

const root = document.getElementById('console');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
