// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './you.css';
import { useEffect, useState } from 'preact/hooks';

import { devices, signOut, type Device } from '../../sync/account.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { SignOutDialog } from '../../ui/credentials/SignOutDialog.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { here, onDay } from '../../ui/text/when.ts';

type Asked = { about: Device } | { about: 'others' } | { about: 'everywhere' } | null;

/** Where this account is signed in, and the way to end one, all others, or all. */
export default function DevicesPage() {
  const [list, setList] = useState<Device[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [asked, setAsked] = useState<Asked>(null);
  const load = async () => {
    setError(null);
    try {
      setList(await devices.list());
    } catch (fault) {
      setError(sentenceOf(fault, m.you_the_list_of_devices_needs()));
    }
  };
  useEffect(() => {
    void load();
  }, []);
  const end = async (action: () => Promise<void>, done: string) => {
    setAsked(null);
    try {
      await action();
      await load();
      setSaid(done);
    } catch (fault) {
      setError(sentenceOf(fault, m.you_still_signed_in_there()));
    }
  };
  const others = list?.filter(({ current }) => !current) ?? [];
  return (
    <Page title={m.you_devices()} back="/you" tab={m.you_devices()}>
      <p>{m.you_a_device_you_sign_out()}</p>
      {error !== null && (
        <Notice kind="fault">
          <p>{error}</p>
          <Button onClick={load}>{m.phrase_try_again()}</Button>
        </Notice>
      )}
      {list === null && error === null && <Loading />}
      <ul class="plain-list">
        {inOrder(list ?? []).map((device) => (
          <li key={device.loginId}>
            <DeviceLine
              device={device}
              onEnd={() => {
                setAsked({ about: device });
              }}
            />
          </li>
        ))}
      </ul>
      <p class="quiet small" role="status">
        {said}
      </p>
      {list !== null && (
        <div class="you-actions">
          {others.length > 0 && (
            <Button
              onClick={() => {
                setAsked({ about: 'others' });
              }}
            >
              {m.you_sign_out_all_others()}
            </Button>
          )}
          <Button
            onClick={() => {
              setAsked({ about: 'everywhere' });
            }}
          >
            {m.you_sign_out_everywhere()}
          </Button>
        </div>
      )}
      <Sure
        asked={asked}
        others={others.length}
        onClose={() => {
          setAsked(null);
        }}
        onEnd={(action, done) => {
          void end(action, done);
        }}
      />
      <SignOutDialog
        open={asked?.about === 'everywhere'}
        everywhere
        onClose={() => {
          setAsked(null);
        }}
        signOut={async (evenUnsent) => {
          await devices.endOthers();
          await signOut({ evenUnsent });
        }}
      />
    </Page>
  );
}

/** This one first, then what was used last. */
function inOrder(list: readonly Device[]): Device[] {
  return [...list].sort(
    (one, other) => Number(other.current) - Number(one.current) || (one.lastUsedAt < other.lastUsedAt ? 1 : -1),
  );
}

function DeviceLine({ device, onEnd }: { device: Device; onEnd: () => void }) {
  return (
    <div class="you-person">
      <div>
        <p>{device.device}</p>
        <p class="quiet small">
          {device.current
            ? m.you_used_now({ day: onDay(new Date(device.createdAt), here()) })
            : m.you_used_last({
                used: onDay(new Date(device.lastUsedAt), here()),
                day: onDay(new Date(device.createdAt), here()),
              })}
        </p>
      </div>
      {!device.current && (
        <Button kind="quiet" onClick={onEnd}>
          {m.phrase_sign_out()}
          <span class="only-read-aloud"> {device.device}</span>
        </Button>
      )}
    </div>
  );
}

interface SureProps {
  asked: Asked;
  others: number;
  onClose: () => void;
  onEnd: (action: () => Promise<void>, done: string) => void;
}

/** Asked once before a device is signed out. */
function Sure({ asked, others, onClose, onEnd }: SureProps) {
  const about = asked?.about;
  if (about === undefined || about === 'everywhere') return null;
  const [title, action, done] =
    about === 'others'
      ? ([
          m.you_sign_out_the_other_device({ others }),
          () => devices.endOthers(),
          m.you_all_other_devices_are_signed(),
        ] as const)
      : ([
          m.you_sign_out_device({ device: about.device }),
          () => devices.end(about.loginId),
          m.you_device_is_signed_out({ device: about.device }),
        ] as const);
  return (
    <Dialog
      title={title}
      open
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{m.you_cancel()}</Button>
          <Button
            kind="care"
            onClick={() => {
              onEnd(action, done);
            }}
          >
            {m.you_yes_sign_out()}
          </Button>
        </>
      }
    >
      <p>{m.you_words_a_device_hasnt_stored()}</p>
    </Dialog>
  );
}
