// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { Notice } from '../page/Notice.tsx';
import { Loading } from '../page/Loading.tsx';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/**
 * A screen whose code is fetched when it is first opened.
 *
 * A screen that cannot be fetched (offline, and not kept on this phone) says so and can be tried again.
 */
export function lazyPage<P extends object>(load: Load<P>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Room(props: P) {
    const [Page, setPage] = useState<ComponentType<P> | null>(() => loaded);
    const [missing, setMissing] = useState(false);
    const open = async () => {
      setMissing(false);
      try {
        const found = (await load()).default;
        loaded = found;
        setPage(() => found);
      } catch {
        setMissing(true);
      }
    };
    useEffect(() => {
      if (Page === null) void open();
    }, []);
    if (Page !== null) return <Page {...props} />;
    return missing ? (
      <Missing
        again={() => {
          void open();
        }}
      />
    ) : (
      <Loading />
    );
  };
}

function Missing({ again }: { again: () => void }) {
  return (
    <main class="page">
      <h1>{m.ui_this_page_isnt()}</h1>
      <Notice kind="fault">
        <p>{m.ui_it_needs_the_internet_once()}</p>
        <Button onClick={again}>{m.phrase_try_again()}</Button>
      </Notice>
    </main>
  );
}
