import './you.css';
import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { account, lock, signOut } from '../../sync/account.ts';
import { applyUpdate, connection, exchangeNow, storageFull, update } from '../../sync/exchange/connection.ts';
import { drafts } from '../../sync/entries/journal.ts';
import { move, type Move } from '../../sync/credentials/rotation.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { ConnectionLine } from '../../ui/status/ConnectionLine.tsx';
import { Icon, type IconName } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SignOutDialog } from '../../ui/credentials/SignOutDialog.tsx';
import { chooseTheme, theme, type Theme } from '../../ui/page/theme.ts';
import { People } from './People.tsx';
import { YourName } from './Settings.tsx';

const themes: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'As this device has it' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** The person's own page: her name, her people, her devices, and what is promised. */
export default function YouPage() {
  const state = account.value;
  const [leaving, setLeaving] = useState(false);
  const [unfinished, setUnfinished] = useState(0);
  useEffect(() => {
    void drafts.list().then(
      (begun) => {
        setUnfinished(begun.filter(({ kind }) => kind !== 'appointment').length);
      },
      () => undefined,
    );
  }, []);
  if (state.step !== 'open') return null;
  return (
    <Page title="You" action={<HelpNow />} tab="You" class="you">
      <News />
      <YourName />
      {state.role === 'patient' && <People />}
      <nav class="you-places" aria-label="More">
        <Place href="/you/ways-in" icon="passkey">
          Ways in
        </Place>
        <Place href="/you/devices" icon="device">
          Devices
        </Place>
        <Place href="/you/new-key" icon="again">
          {newKeyWords(move.value)}
        </Place>
        <Place href="/you/locking" icon="clock">
          Locking
        </Place>
        <Place href="/you/export" icon="copy">
          Take everything with you
        </Place>
        <Place href="/promise" icon="lock">
          What nobody but you can read
        </Place>
        <Place href="/you/leave" icon="delete">
          Leave Interlude
        </Place>
      </nav>
      <Choices legend="Light and dark" options={themes} value={theme.value} onChange={chooseTheme} />
      <div class="you-actions">
        <Button onClick={() => lock()}>
          <Icon name="lock" />
          Lock now
        </Button>
        <Button
          onClick={() => {
            setLeaving(true);
          }}
        >
          Sign out
        </Button>
      </div>
      <div class="stack-tight quiet small">
        <p>Signed in as {state.login}</p>
        <ConnectionLine {...connection.value} onAgain={() => exchangeNow().catch(() => undefined)} onSignIn={lock} />
      </div>
      <SignOutDialog
        open={leaving}
        onClose={() => {
          setLeaving(false);
        }}
        signOut={(evenUnsent) => signOut({ evenUnsent })}
        unfinished={unfinished}
      />
    </Page>
  );
}

/** What the app itself has to say: a newer version waits, or the phone is full. */
function News() {
  return (
    <>
      {update.value.waiting && (
        <Notice>
          <p>A newer version of Interlude is ready. It starts when you say so.</p>
          <Button kind="quiet" busy={update.value.starting} onClick={applyUpdate}>
            {update.value.starting ? 'Starting …' : 'Start it now'}
          </Button>
        </Notice>
      )}
      {storageFull.value && (
        <Notice kind="fault">
          <p>This phone has no room left. What is kept stays kept; please make some room before you write more.</p>
        </Notice>
      )}
    </>
  );
}

function newKeyWords({ step, done, of }: Move): string {
  if (step === 'none') return 'Somebody may know my password';
  return step === 'sealed' ? 'Your new key: all is sealed again' : `Your new key: ${done} of ${of} sealed again`;
}

function Place({ href, icon, children }: { href: string; icon: IconName; children: string }) {
  return (
    <Link href={href} state={{ from: '/you' }} className="you-place">
      <Icon name={icon} />
      <span>{children}</span>
      <Icon name="on" />
    </Link>
  );
}
