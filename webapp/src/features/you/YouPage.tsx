// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
  { value: 'system', label: m.you_match_this_device() },
  { value: 'light', label: m.you_light() },
  { value: 'dark', label: m.you_dark() },
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
    <Page title={m.phrase_you()} action={<HelpNow />} tab={m.phrase_you()} class="you">
      <News />
      <YourName />
      {state.role === 'patient' && <People />}
      <nav class="you-places" aria-label={m.you_more()}>
        <Place href="/you/ways-in" icon="passkey">
          {m.you_sign_in_and_recovery()}
        </Place>
        <Place href="/you/devices" icon="device">
          {m.you_devices()}
        </Place>
        <Place href="/you/new-key" icon="again">
          {newKeyWords(move.value)}
        </Place>
        <Place href="/you/locking" icon="clock">
          {m.you_lock()}
        </Place>
        <Place href="/you/export" icon="copy">
          {m.phrase_export_your_journal()}
        </Place>
        <Place href="/promise" icon="lock">
          {m.phrase_what_only_you_can_read()}
        </Place>
        <Place href="/you/leave" icon="delete">
          {m.phrase_leave_interlude()}
        </Place>
      </nav>
      <Choices legend={m.you_light_or_dark()} options={themes} value={theme.value} onChange={chooseTheme} />
      <div class="you-actions">
        <Button onClick={() => lock()}>
          <Icon name="lock" />
          {m.you_lock_now()}
        </Button>
        <Button
          onClick={() => {
            setLeaving(true);
          }}
        >
          {m.phrase_sign_out()}
        </Button>
      </div>
      <div class="stack-tight quiet small">
        <p>{m.phrase_signed_in_as_login({ login: state.login })}</p>
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
          <p>{m.you_a_newer_version_of_interlude()}</p>
          <Button kind="quiet" busy={update.value.starting} onClick={applyUpdate}>
            {update.value.starting ? m.you_starting() : m.you_start_it_now()}
          </Button>
        </Notice>
      )}
      {storageFull.value && (
        <Notice kind="fault">
          <p>{m.phrase_this_phone_is_full_whats()}</p>
        </Notice>
      )}
    </>
  );
}

function newKeyWords({ step, done, of }: Move): string {
  if (step === 'none') return m.you_someone_may_know_my_password_2();
  return step === 'sealed' ? m.you_your_new_key_everything() : m.you_your_new_key_done({ done, of });
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
