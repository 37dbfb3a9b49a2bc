// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { newKeyWaits, passwordOutdated, signIn, signOut, unlock, type Role } from '../../sync/account.ts';
import { connection } from '../../sync/exchange/connection.ts';
import { lockedNotes } from '../../sync/entries/locked-writing.ts';
import { hasPasskeyHere } from '../../sync/passkeys/passkeys.ts';
import { pinLost, quickUnlock } from '../../sync/unlocking/quick-unlock.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { EverythingLost } from '../../ui/credentials/EverythingLost.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { HiddenUsername, RecoveryCodeField, UsernameField } from '../../ui/credentials/sign-in-fields.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
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

/** Unlocks the journal with a single field, with or without a connection. */
export default function UnlockPage({ login, role, onWrite }: UnlockPageProps) {
  const [chosen, choose] = useState<Way>('pin');
  const first = !hasPasskeyHere();
  const way = chosen === 'pin' && quickUnlock.value === null ? 'password' : chosen;
  return (
    <Page
      title={role === 'patient' ? m.unlock_your_journal_is_locked() : m.unlock_locked()}
      action={<HelpNow />}
      focus="content"
    >
      <WhatHappened />
      <ByPasskey />
      {newKeyWaits.value && (
        <Notice>
          <p role="status">{m.unlock_your_new_key()}</p>
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
            {m.unlock_write_without_unlocking()}
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
  return m.unlock_a_note_is_waiting_until({ notes });
}

/** Other ways to unlock. Each names the next simpler ones only, so that the page stays small. */
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
            {m.phrase_use_your_password()}
          </Button>
        )}
        {way === 'password' && quickUnlock.value !== null && (
          <Button
            kind="quiet"
            onClick={() => {
              choose('pin');
            }}
          >
            {m.unlock_use_your_pin()}
          </Button>
        )}
        {way === 'password' && (
          <Button
            kind="quiet"
            onClick={() => {
              choose('code');
            }}
          >
            {m.phrase_use_your_recovery_code()}
          </Button>
        )}
        <Button
          kind="quiet"
          onClick={() => {
            setLeaving(true);
          }}
        >
          {m.phrase_sign_out()}
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

/** Why this phone is signed out, if it is: the login ended, or the password was changed elsewhere. */
function WhatHappened() {
  const { state, sentence, waiting } = connection.value;
  if (passwordOutdated.value) {
    return (
      <Notice>
        <p>{m.unlock_your_password_or_your_sign()}</p>
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
  return m.unlock_one_change_is_only({ waiting });
}

/** `first`: nothing quicker stands above it, so it has the focus and the one strong button. */
function ByPassword({ login, first }: { login: string; first: boolean }) {
  const [password, setPassword] = useState('');
  const { open, busy, trouble } = useUnlocking(() => unlock({ password }));
  return (
    <form class="stack" onSubmit={open}>
      <HiddenUsername login={login} />
      <PasswordField
        label={m.phrase_password()}
        hint={<>{m.phrase_signed_in_as_login({ login })}</>}
        name="password"
        autoComplete="current-password"
        autoFocus={first}
        value={password}
        onValue={setPassword}
        error={trouble}
      />
      <Button type="submit" kind={first ? 'act' : 'plain'} wide busy={busy}>
        {busy ? m.phrase_opening() : m.phrase_unlock()}
      </Button>
    </form>
  );
}

/** The password, or the name, was changed on another device: both are asked for, and the server is needed once. */
function ByNewPassword({ login }: { login: string }) {
  const [typed, setTyped] = useState({ login, password: '' });
  const { open, busy, trouble } = useUnlocking(() => signIn(typed));
  return (
    <form class="stack" onSubmit={open}>
      <UsernameField
        value={typed.login}
        onValue={(value) => {
          setTyped({ ...typed, login: value });
        }}
      />
      <PasswordField
        label={m.unlock_new_password()}
        name="password"
        autoComplete="current-password"
        value={typed.password}
        onValue={(value) => {
          setTyped({ ...typed, password: value });
        }}
        error={trouble}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? m.phrase_opening() : m.unlock_sign_in_and_unlock()}
      </Button>
    </form>
  );
}

function ByCode() {
  const [code, setCode] = useState('');
  const { open, busy, trouble } = useUnlocking(() => unlock({ code }));
  return (
    <form class="stack" onSubmit={open}>
      <RecoveryCodeField autoFocus value={code} onValue={setCode} error={trouble} />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? m.phrase_opening() : m.phrase_unlock()}
      </Button>
    </form>
  );
}

/** Runs one try to unlock; what was typed stays when it fails. */
function useUnlocking(action: () => Promise<void>) {
  const { busy, trouble, run } = useAction();
  const open = (event: Event) => {
    event.preventDefault();
    run(action);
  };
  return { open, busy, trouble };
}
