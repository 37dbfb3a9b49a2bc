// SPDX-License-Identifier: AGPL-3.0-or-later
import '../you.css';
import { useEffect, useState } from 'preact/hooks';

import { relativeDay } from '../../../domain/dates.ts';
import * as m from '../../../messages/index.ts';
import { account } from '../../../sync/account.ts';
import { canUsePasskeys, passkeys, type Passkey } from '../../../sync/passkeys/passkeys.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { sentenceOf } from '../../../ui/text/sentence.ts';
import { Loading } from '../../../ui/page/Loading.tsx';
import { onDay, here } from '../../../ui/text/when.ts';
import { AddPasskey } from './AddPasskey.tsx';
import { RemovePasskey, RenamePasskey } from './ChangePasskey.tsx';

const MOST = 12;

type Asked = { action: 'add' } | { action: 'rename' | 'remove'; passkey: Passkey } | null;

/** The passkeys of this account: each with its name, what it opens, and the ways to rename and remove it. */
export function Passkeys() {
  const [list, setList] = useState<Passkey[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  const [said, setSaid] = useState('');
  const load = async () => {
    setError(null);
    try {
      setList(await passkeys.list());
    } catch (fault) {
      setError(sentenceOf(fault, m.you_the_list_of_passkeys_needs()));
    }
  };
  useEffect(() => {
    void load();
  }, []);
  const close = () => {
    setAsked(null);
  };
  const done = (words: string) => {
    close();
    setSaid(words);
    void load();
  };
  const canTouch = canUsePasskeys() && (list ?? []).length > 0;
  return (
    <section class="stack-tight" aria-labelledby="passkeys">
      <h2 id="passkeys">{m.you_face_fingerprint_or_device_pin()}</h2>
      <About />
      {error !== null && (
        <Notice kind="fault">
          <p>{error}</p>
          <Button onClick={load}>{m.phrase_try_again()}</Button>
        </Notice>
      )}
      {list === null && error === null && <Loading />}
      <ul class="plain-list">
        {list?.map((passkey) => (
          <li key={passkey.passkeyId}>
            <PasskeyLine
              passkey={passkey}
              onAsk={(action) => {
                setAsked({ action, passkey });
              }}
            />
          </li>
        ))}
      </ul>
      <p class="quiet small" role="status">
        {said}
      </p>
      {canUsePasskeys() && list !== null && list.length < MOST && (
        <div>
          <Button
            onClick={() => {
              setAsked({ action: 'add' });
            }}
          >
            {m.you_add_a_passkey()}
          </Button>
        </div>
      )}
      {list !== null && list.length >= MOST && <p class="quiet small">{m.you_you_have_twelve_passkeys()}</p>}
      {asked?.action === 'add' && <AddPasskey canTouch={canTouch} onClose={close} onDone={done} />}
      {asked?.action === 'rename' && <RenamePasskey passkey={asked.passkey} onClose={close} onDone={done} />}
      {asked?.action === 'remove' && (
        <RemovePasskey passkey={asked.passkey} canTouch={canTouch} onClose={close} onDone={done} />
      )}
    </section>
  );
}

function About() {
  const state = account.value;
  const therapist = state.step === 'open' && state.role === 'therapist';
  if (!canUsePasskeys()) return <p class="quiet">{m.you_this_browser_doesnt_support_passkeys()}</p>;
  return <p class="quiet">{therapist ? m.you_passkey_opens_therapist() : m.you_passkey_opens_patient()}</p>;
}

function PasskeyLine({ passkey, onAsk }: { passkey: Passkey; onAsk: (action: 'rename' | 'remove') => void }) {
  const place = here();
  const used =
    passkey.lastUsedAt === null
      ? m.you_not_used_yet()
      : m.you_last_used_day({ day: relativeDay(new Date(passkey.lastUsedAt), place) });
  return (
    <div class="you-person">
      <div>
        <p>{passkey.name}</p>
        <p class="small">{passkey.unlocks ? m.you_opens_everything() : m.you_signs_in_only()}</p>
        <p class="quiet small">{m.you_added_day_used({ day: onDay(new Date(passkey.createdAt), place), used })}</p>
      </div>
      <div class="you-actions-of-line">
        <Button
          kind="quiet"
          onClick={() => {
            onAsk('rename');
          }}
        >
          {m.you_rename()}
          <span class="only-read-aloud"> {passkey.name}</span>
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            onAsk('remove');
          }}
        >
          {m.you_remove()}
          <span class="only-read-aloud"> {passkey.name}</span>
        </Button>
      </div>
    </div>
  );
}
