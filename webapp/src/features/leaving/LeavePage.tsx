import './leaving.css';
import { useState } from 'preact/hooks';

import { account } from '../../sync/account.ts';
import { practice } from '../../sync/exchange/connection.ts';
import { holding } from '../../sync/leaving/export.ts';
import { leaveForGood, readByOthers } from '../../sync/leaving/leaving.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Field, PasswordField } from '../../ui/controls/Field.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { HoldingLine, UnfinishedLine } from './Holding.tsx';

/** Leaving, said plainly before it is done: what goes, what stays for a while, what nobody can take back. */
export default function LeavePage() {
  const state = account.value;
  if (state.step !== 'open') return null;
  return (
    <Page title="Leave Interlude" back="/you" tab="You">
      <WhatGoes therapist={state.role === 'therapist'} />
      <WhatStays />
      <section class="leaving-part" aria-labelledby="along">
        <h2 id="along">Take it along first</h2>
        <HoldingLine />
        <Unsent />
        <UnfinishedLine />
        <div>
          <LinkButton href="/you/export">Take everything with you</LinkButton>
        </div>
      </section>
      <Leaving />
    </Page>
  );
}

function WhatGoes({ therapist }: { therapist: boolean }) {
  return (
    <section class="leaving-part" aria-labelledby="goes">
      <h2 id="goes">What goes at once</h2>
      <ul class="stack-tight">
        <li>Your sign-in name, and every way in: nobody can open your account again, nor can you.</li>
        <li>Everything you wrote, on the server and on this phone.</li>
        <li>
          {therapist
            ? 'Every pairing. What your patients shared with you is closed to you; what you shared with them is taken back.'
            : 'Every pairing, and every copy you shared: they are taken back.'}
        </li>
      </ul>
    </section>
  );
}

function WhatStays() {
  const days = practice.value.backup_days;
  const read = readByOthers.value.filter(({ opened }) => opened > 0);
  return (
    <section class="leaving-part" aria-labelledby="stays">
      <h2 id="stays">What does not</h2>
      <ul class="stack-tight">
        <li>
          The server’s backups still hold your sealed envelopes{' '}
          {typeof days === 'number' ? `for up to ${days} days` : 'for a time the practice can tell you'}. Until then
          your password could still open them there.
        </li>
        {read.map(({ name, opened }) => (
          <li key={name}>
            {name} opened {opened} of the copies you share now. What was read stays read.
          </li>
        ))}
        {read.length === 0 && <li>What somebody has read by now stays read, and may have been written down.</li>}
        <li>Another phone or tablet of yours keeps its sealed copy until you sign out there. So do files you saved.</li>
      </ul>
    </section>
  );
}

/** Words no server has yet are deleted like all others, so they are named. */
function Unsent() {
  const { here } = holding.value;
  if (here === 0) return null;
  return (
    <p>
      <strong>{here === 1 ? 'One change is' : `${here} changes are`} on this phone only</strong> and would be gone
      everywhere. The file you save holds {here === 1 ? 'it' : 'them'}.
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
      <h2 id="leave">Delete everything</h2>
      <form class="stack" onSubmit={on}>
        {byCode ? (
          <Field
            key="code"
            label="Recovery code"
            hint="Seven groups of four. Small letters and missing hyphens are fine."
            autoComplete="off"
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        ) : (
          <PasswordField
            key="password"
            label="Your password, once more"
            name="password"
            autoComplete="current-password"
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        )}
        <Button type="submit" kind="care" wide busy={busy || typed === ''}>
          {busy ? 'Deleting' : 'Delete everything'}
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
          {byCode ? 'Use your password' : 'Use your recovery code'}
        </Button>
      </div>
      <Dialog
        title="Delete everything now?"
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
              Keep my account
            </Button>
            <Button kind="care" onClick={leave}>
              Yes, delete everything
            </Button>
          </>
        }
      >
        <p>Nobody can undo this, and nobody can give it back to you.</p>
      </Dialog>
    </section>
  );
}
