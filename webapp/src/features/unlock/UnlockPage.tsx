import { useState } from 'preact/hooks';

import { newKeyWaits, passwordOutdated, signIn, signOut, unlock, type Role } from '../../sync/account.ts';
import { connection } from '../../sync/exchange/connection.ts';
import { lockedNotes } from '../../sync/entries/locked-writing.ts';
import { hasPasskeyHere } from '../../sync/passkeys/passkeys.ts';
import { pinLost, quickUnlock } from '../../sync/unlocking/quick-unlock.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { EverythingLost } from '../../ui/credentials/EverythingLost.tsx';
import { Field, PasswordField } from '../../ui/controls/Field.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { SignOutDialog } from '../../ui/credentials/SignOutDialog.tsx';
import { ByPasskey } from './ByPasskey.tsx';
import { ByPin } from './ByPin.tsx';
import './unlock.css';

type Way = 'pin' | 'password' | 'code';

export interface UnlockPageProps {
  login: string;
  role: Role;
  /** Opens a page to write on without unlocking; left out for those who keep no journal. */
  onWrite?: (() => void) | undefined;
}

/** One field and what is written opens again, with or without a connection. */
export default function UnlockPage({ login, role, onWrite }: UnlockPageProps) {
  const [chosen, choose] = useState<Way>('pin');
  const first = !hasPasskeyHere();
  const way = chosen === 'pin' && quickUnlock.value === null ? 'password' : chosen;
  return (
    <Page title={role === 'patient' ? 'Your journal is locked' : 'Locked'} action={<HelpNow />} focus="content">
      <WhatHappened />
      <ByPasskey />
      {newKeyWaits.value && (
        <Notice>
          <p role="status">Your new key is in force. Unlock with the new password.</p>
        </Notice>
      )}
      {pinLost.value !== null && (
        <Notice kind="fault">
          <p>{pinLost.value}</p>
        </Notice>
      )}
      <div class="stack">
        {way === 'pin' && <ByPin login={login} first={first} />}
        {way === 'password' &&
          (passwordOutdated.value ? (
            <ByNewPassword key="new" login={login} />
          ) : (
            <ByPassword key="password" login={login} first={first} />
          ))}
        {way === 'code' && <ByCode key="code" />}
        {onWrite !== undefined && (
          <Button wide onClick={onWrite}>
            <Icon name="write" />
            Write without unlocking
          </Button>
        )}
        {lockedNotes.value > 0 && <p class="quiet small">{waiting(lockedNotes.value)}</p>}
      </div>
      <OtherWays way={way} choose={choose} />
      {way === 'code' && <EverythingLost role={role} />}
    </Page>
  );
}

function waiting(notes: number): string {
  return notes === 1 ? 'A note waits for your unlock.' : `${notes} notes wait for your unlock.`;
}

/** The ways aside. Each way names the next simpler ones only, so that the page stays small. */
function OtherWays({ way, choose }: { way: Way; choose: (way: Way) => void }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <div class="unlock-ways">
        {way !== 'password' && (
          <Button
            kind="quiet"
            onClick={() => {
              choose('password');
            }}
          >
            Use your password
          </Button>
        )}
        {way === 'password' && quickUnlock.value !== null && (
          <Button
            kind="quiet"
            onClick={() => {
              choose('pin');
            }}
          >
            Use your PIN
          </Button>
        )}
        {way === 'password' && (
          <Button
            kind="quiet"
            onClick={() => {
              choose('code');
            }}
          >
            Use your recovery code
          </Button>
        )}
        <Button
          kind="quiet"
          onClick={() => {
            setLeaving(true);
          }}
        >
          Sign out
        </Button>
      </div>
      <SignOutDialog
        open={leaving}
        onClose={() => {
          setLeaving(false);
        }}
        signOut={(evenUnsent) => signOut({ evenUnsent })}
      />
    </>
  );
}

/** Why this phone is signed out, if it is: ended, or opened by a password that is over. */
function WhatHappened() {
  const { state, sentence, waiting } = connection.value;
  if (passwordOutdated.value) {
    return (
      <Notice>
        <p>
          Your password or your name was changed on another device. What is here stays sealed; sign in with the new one.
        </p>
        {waiting > 0 && <p>{onlyHere(waiting)}</p>}
      </Notice>
    );
  }
  if (state !== 'signed_out' || sentence === null) return null;
  return (
    <Notice>
      <p>{sentence}</p>
      {waiting > 0 && <p>{onlyHere(waiting)}</p>}
    </Notice>
  );
}

function onlyHere(waiting: number): string {
  return waiting === 1
    ? 'One change is on this device only. It is stored when you have unlocked.'
    : `${waiting} changes are on this device only. They are stored when you have unlocked.`;
}

/** `first`: nothing quicker stands above it, so it has the focus and the one strong button. */
function ByPassword({ login, first }: { login: string; first: boolean }) {
  const [password, setPassword] = useState('');
  const { open, busy, error } = useUnlocking(() => unlock({ password }));
  return (
    <form class="stack" onSubmit={open}>
      <input type="hidden" name="username" autoComplete="username" value={login} />
      <PasswordField
        label="Password"
        hint={<>Signed in as {login}</>}
        name="password"
        autoComplete="current-password"
        autoFocus={first}
        value={password}
        onValue={setPassword}
        error={error}
      />
      <Button type="submit" kind={first ? 'act' : 'plain'} wide busy={busy}>
        {busy ? 'Opening' : 'Unlock'}
      </Button>
    </form>
  );
}

/** The password, or the name, was changed on another device: both are asked for, and the server is needed once. */
function ByNewPassword({ login }: { login: string }) {
  const [typed, setTyped] = useState({ login, password: '' });
  const { open, busy, error } = useUnlocking(() => signIn(typed));
  return (
    <form class="stack" onSubmit={open}>
      <Field
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellcheck={false}
        value={typed.login}
        onValue={(value) => {
          setTyped({ ...typed, login: value });
        }}
      />
      <PasswordField
        label="New password"
        name="password"
        autoComplete="current-password"
        value={typed.password}
        onValue={(value) => {
          setTyped({ ...typed, password: value });
        }}
        error={error}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? 'Opening' : 'Sign in and unlock'}
      </Button>
    </form>
  );
}

function ByCode() {
  const [code, setCode] = useState('');
  const { open, busy, error } = useUnlocking(() => unlock({ code }));
  return (
    <form class="stack" onSubmit={open}>
      <Field
        label="Recovery code"
        hint="Seven groups of four. Small letters and missing hyphens are fine."
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        autoFocus
        value={code}
        onValue={setCode}
        error={error}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? 'Opening' : 'Unlock'}
      </Button>
    </form>
  );
}

/** Runs one try to unlock; what was typed stays when it fails. */
function useUnlocking(action: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const attempt = async () => {
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (fault: unknown) {
      setError(sentenceOf(fault));
      setBusy(false);
    }
  };
  const open = (event: Event) => {
    event.preventDefault();
    void attempt();
  };
  return { open, busy, error };
}
