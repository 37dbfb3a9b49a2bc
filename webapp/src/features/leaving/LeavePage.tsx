// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './leaving.css';
import { useState } from 'preact/hooks';

import { account } from '../../sync/account.ts';
import { practice } from '../../sync/exchange/connection.ts';
import { holding } from '../../sync/leaving/export.ts';
import { leaveForGood, readByOthers } from '../../sync/leaving/leaving.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { RecoveryCodeField } from '../../ui/credentials/sign-in-fields.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { HoldingLine, UnfinishedLine } from './Holding.tsx';

/** Leaving, said plainly before it is done: what goes, what stays for a while, what nobody can take back. */
export default function LeavePage() {
  const state = account.value;
  if (state.step !== 'open') return null;
  return (
    <Page title={m.phrase_leave_interlude()} back="/you" tab={m.phrase_you()}>
      <WhatGoes therapist={state.role === 'therapist'} />
      <WhatStays />
      <section class="leaving-part" aria-labelledby="along">
        <h2 id="along">{m.leaving_take_a_copy_first()}</h2>
        <HoldingLine />
        <Unsent />
        <UnfinishedLine />
        <div>
          <LinkButton href="/you/export">{m.phrase_export_your_journal()}</LinkButton>
        </div>
      </section>
      <Leaving />
    </Page>
  );
}

function WhatGoes({ therapist }: { therapist: boolean }) {
  return (
    <section class="leaving-part" aria-labelledby="goes">
      <h2 id="goes">{m.leaving_what_goes_right_away()}</h2>
      <ul class="stack-tight">
        <li>{m.leaving_your_sign_in_name()}</li>
        <li>{m.leaving_everything_you_wrote()}</li>
        <li>{therapist ? m.leaving_every_pairing_you_can_no() : m.leaving_every_pairing_and_every_copy()}</li>
      </ul>
    </section>
  );
}

function WhatStays() {
  const days = practice.value.backup_days;
  const read = readByOthers.value.filter(({ opened }) => opened > 0);
  return (
    <section class="leaving-part" aria-labelledby="stays">
      <h2 id="stays">{m.leaving_what_stays_for_a_while()}</h2>
      <ul class="stack-tight">
        <li>{typeof days === 'number' ? m.leaving_in_backups_for_days({ days }) : m.leaving_in_backups_some_time()}</li>
        {read.map(({ name, opened }) => (
          <li key={name}>{m.leaving_name_has_opened_opened({ name, opened })}</li>
        ))}
        {read.length === 0 && <li>{m.leaving_what_someone_has_already_read()}</li>}
        <li>{m.leaving_your_other_phones_or_tablets()}</li>
      </ul>
    </section>
  );
}

/** Changes that no server has yet are deleted like all others, so they are named. */
function Unsent() {
  const { here } = holding.value;
  if (here === 0) return null;
  return (
    <p>
      <strong>{m.leaving_only_here({ here })}</strong> {m.leaving_only_here_lost({ here })}
    </p>
  );
}

function Leaving() {
  const [byCode, setByCode] = useState(false);
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, trouble, run } = useAction();
  const leave = () => {
    setAsked(false);
    run(() => leaveForGood(byCode ? { code: typed } : { password: typed }));
  };
  const on = (event: Event) => {
    event.preventDefault();
    if (!busy && typed !== '') setAsked(true);
  };
  return (
    <section class="leaving-part" aria-labelledby="leave">
      <h2 id="leave">{m.leaving_delete_everything()}</h2>
      <form class="stack" onSubmit={on}>
        {byCode ? (
          <RecoveryCodeField key="code" value={typed} onValue={setTyped} error={trouble} />
        ) : (
          <PasswordField
            key="password"
            label={m.phrase_your_password_again()}
            name="password"
            autoComplete="current-password"
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        )}
        <Button type="submit" kind="care" wide busy={busy || typed === ''}>
          {busy ? m.leaving_deleting() : m.leaving_delete_everything()}
        </Button>
      </form>
      <div>
        <Button
          kind="quiet"
          onClick={() => {
            setByCode(!byCode);
            setTyped('');
          }}
        >
          {byCode ? m.phrase_use_your_password() : m.phrase_use_your_recovery_code()}
        </Button>
      </div>
      <Dialog
        title={m.leaving_delete_everything_now()}
        open={asked}
        onClose={() => {
          setAsked(false);
        }}
        actions={
          <>
            <Button
              onClick={() => {
                setAsked(false);
              }}
            >
              {m.leaving_keep_my_account()}
            </Button>
            <Button kind="care" onClick={leave}>
              {m.leaving_yes_delete_everything()}
            </Button>
          </>
        }
      >
        <p>{m.leaving_nobody_can_undo()}</p>
      </Dialog>
    </section>
  );
}
