// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useState } from 'preact/hooks';

import { moodWord } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { relativeDay, type Here } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { connection } from '../../sync/exchange/connection.ts';
import { people } from '../../sync/pairing/pairings.ts';
import { sent, unshare, type SentShare } from '../../sync/sharing/sharing.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { here, onDay } from '../../ui/text/when.ts';

/** What others can read now: who, until when, whether it was opened, and the way to take it back. */
export function SharedList() {
  const [said, setSaid] = useState<string | null>(null);
  const shares = sent.value.filter(isWriting);
  return (
    <section class="stack-tight">
      {(shares.length > 0 || said !== null) && <h2>{m.sharing_sharing_now()}</h2>}
      <p role="status" class={said === null ? 'only-read-aloud' : ''}>
        {said}
      </p>
      <ul class="plain-list stack">
        {shares.map((share) => (
          <Shared key={share.shareId} share={share} onTakenBack={setSaid} />
        ))}
      </ul>
    </section>
  );
}

function Shared({ share, onTakenBack }: { share: SentShare; onTakenBack: (sentence: string) => void }) {
  const [asking, setAsking] = useState(false);
  const name = nameOf(share);
  return (
    <li class="sharing-shared clay-line">
      <p class="sharing-item-words">{lineOf(share)}</p>
      <p class="quiet">
        {m.sharing_untilwords_openedwords({
          untilWords: untilWords(share, here()),
          openedWords: openedWords(share, name, here()),
        })}
      </p>
      <Button
        kind="plain"
        onClick={() => {
          setAsking(true);
        }}
      >
        {m.sharing_stop_sharing()}
        <span class="only-read-aloud">: {lineOf(share)}</span>
      </Button>
      <TakeBack
        share={share}
        name={name}
        open={asking}
        onClose={() => {
          setAsking(false);
        }}
        onTakenBack={onTakenBack}
      />
    </li>
  );
}

function TakeBack({
  share,
  name,
  open,
  onClose,
  onTakenBack,
}: {
  share: SentShare;
  name: string;
  open: boolean;
  onClose: () => void;
  onTakenBack: (sentence: string) => void;
}) {
  const { busy, trouble, run } = useAction();
  const takeBack = () => {
    run(async () => {
      const { wasOpenedAt } = await unshare(share);
      onClose();
      onTakenBack(takenBackWords(name, wasOpenedAt, here(), connection.value.state !== 'idle'));
    });
  };
  return (
    <Dialog
      title={m.sharing_stop_sharing_this_with_name({ name })}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{m.sharing_keep_sharing()}</Button>
          <Button kind="clay" busy={busy} onClick={takeBack}>
            {m.sharing_stop_sharing()}
          </Button>
        </>
      }
    >
      <p>{beforehandWords(share, name, here())}</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </Dialog>
  );
}

function beforehandWords(share: SentShare, name: string, place: Here): string {
  if (share.openedAt === null) return m.sharing_name_hasnt_opened({ name });
  return m.sharing_stop_after_opening({ opened: openedWords(share, name, place), name });
}

/** The truth about what was read, once it is taken back. */
export function takenBackWords(name: string, wasOpenedAt: string | null, place: Here, isOffline = false): string {
  const when = isOffline ? m.sharing_sharing_stops_as_soon() : m.sharing_not_shared_any_more();
  if (wasOpenedAt !== null) return m.sharing_stopped_opened({ when, name, day: onDay(new Date(wasOpenedAt), place) });
  return isOffline ? m.sharing_stopped_unknown({ when, name }) : m.sharing_stopped_unopened({ when, name });
}

/** "Dr. Lin opened this on Tuesday." */
export function openedWords(share: Pick<SentShare, 'openedAt' | 'state'>, name: string, place: Here): string {
  if (share.openedAt !== null)
    return m.sharing_name_opened_this_day({ name, day: onDay(new Date(share.openedAt), place) });
  return share.state === 'phone' ? m.sharing_it_goes_to_name({ name }) : m.sharing_name_hasnt_opened_this_yet({ name });
}

/** "Until Friday, 10 October" */
export function untilWords(share: Pick<SentShare, 'expiresAt'>, place: Here): string {
  return share.expiresAt === null
    ? m.sharing_until_you_stop_sharing()
    : m.sharing_until_day({ day: relativeDay(new Date(share.expiresAt), place) });
}

function nameOf(share: SentShare): string {
  return (
    people.value.find(({ pairingId }) => pairingId === share.pairingId)?.name ??
    m.sharing_someone_youre_no_longer_paired()
  );
}

function lineOf(share: SentShare): string {
  if (share.kind === 'note') return firstWords(share.payload.text, 120);
  return share.kind === 'check_in' ? m.phrase_mood_mood({ mood: moodWord(share.payload.mood) }) : '';
}
