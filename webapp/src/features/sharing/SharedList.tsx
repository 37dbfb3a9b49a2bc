// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useState } from 'preact/hooks';

import { moodWord } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { relativeDay, type Here } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { asOf } from '../../sync/exchange/connection.ts';
import { isThere } from '../../sync/entries/journal.ts';
import { people } from '../../sync/pairing/pairings.ts';
import { sent, unshare, type SentShare, type TakenBack } from '../../sync/sharing/sharing.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { classes } from '../../ui/page/Page.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { here, momentWords, onDay } from '../../ui/text/when.ts';

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
    <li class={classes('sharing-shared', isThere(share) && 'clay-line')}>
      <p class="sharing-item-words">{lineOf(share)}</p>
      <p class="quiet">
        {m.sharing_untilwords_openedwords({
          untilWords: untilWords(share, here()),
          openedWords: openedWords(share, name, here(), asOf.value.isLive ? null : asOf.value.at),
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
      const taken = await unshare(share);
      onClose();
      onTakenBack(takenBackWords(name, taken, here()));
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
  if (share.openedAt === null && share.earlierOpenedAt === null)
    return asOf.value.isLive ? m.sharing_name_hasnt_opened({ name }) : m.sharing_not_opened_as_far_as_known({ name });
  return m.sharing_stop_after_opening({ opened: openedWords(share, name, place), name });
}

/** The truth about what was read, once it is taken back. */
export function takenBackWords(name: string, taken: TakenBack, place: Here): string {
  const when = taken.isTold ? m.sharing_not_shared_any_more() : m.sharing_sharing_stops_as_soon();
  const day = (at: string) => onDay(new Date(at), place);
  if (taken.wasOpenedAt !== null) return m.sharing_stopped_opened({ when, name, day: day(taken.wasOpenedAt) });
  if (taken.earlierOpenedAt !== null) return m.sharing_stopped_earlier({ when, name, day: day(taken.earlierOpenedAt) });
  return taken.isTold ? m.sharing_stopped_unopened({ when, name }) : m.sharing_stopped_unknown({ when, name });
}

type Openings = Pick<SentShare, 'openedAt' | 'earlierOpenedAt' | 'state'>;

/**
 * "Dr. Lin opened this on Tuesday."
 *
 * @param asOf when the server last told of openings; null: just now.
 */
export function openedWords(share: Openings, name: string, place: Here, asOf: Date | null = null): string {
  if (share.state !== 'stored') return onItsWayWords(share.state, name);
  const day = (at: string) => onDay(new Date(at), place);
  if (share.openedAt !== null) return m.sharing_name_opened_this_day({ name, day: day(share.openedAt) });
  if (share.earlierOpenedAt !== null) return m.sharing_earlier_copy_opened({ name, day: day(share.earlierOpenedAt) });
  return asOf === null
    ? m.sharing_name_hasnt_opened_this_yet({ name })
    : m.sharing_not_opened_as_of({ name, when: momentWords(asOf, place) });
}

function onItsWayWords(state: Exclude<SentShare['state'], 'stored'>, name: string): string {
  switch (state) {
    case 'phone':
      return m.sharing_it_goes_to_name({ name });
    case 'replacing':
      return m.sharing_replaces_earlier({ name });
    case 'refused':
      return m.sharing_not_taken({ name });
  }
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
