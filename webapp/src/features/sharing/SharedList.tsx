import './sharing.css';
import { useState } from 'preact/hooks';

import { moodWord } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { relativeDay, type Here } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
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
      {(shares.length > 0 || said !== null) && <h2>Shared now</h2>}
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
        {untilWords(share, here())}. {openedWords(share, name, here())}
      </p>
      <Button
        kind="plain"
        onClick={() => {
          setAsking(true);
        }}
      >
        Take it back<span class="only-read-aloud">: {lineOf(share)}</span>
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
      title={`Take this back from ${name}?`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it shared</Button>
          <Button kind="clay" busy={busy} onClick={takeBack}>
            Take it back
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
  if (share.openedAt === null) return `${name} has not opened it yet. It will not be there any more.`;
  return `${openedWords(share, name, place)} What was read was read. From now on it is gone there.`;
}

/** The truth about what was read, once it is taken back. */
export function takenBackWords(name: string, wasOpenedAt: string | null, place: Here, isOffline = false): string {
  const when = isOffline ? 'Taken back with the next connection.' : 'Taken back.';
  if (wasOpenedAt !== null)
    return `${when} ${name} opened it ${onDay(new Date(wasOpenedAt), place)}; what was read was read.`;
  return isOffline
    ? `${when} As far as this phone knows, ${name} has not opened it.`
    : `${when} ${name} had not opened it.`;
}

/** "Dr. Lin opened this on Tuesday." */
export function openedWords(share: Pick<SentShare, 'openedAt' | 'state'>, name: string, place: Here): string {
  if (share.openedAt !== null) return `${name} opened this ${onDay(new Date(share.openedAt), place)}.`;
  return share.state === 'phone'
    ? `It goes to ${name} when there is a connection.`
    : `${name} has not opened this yet.`;
}

/** "Until Friday, 10 October" */
export function untilWords(share: Pick<SentShare, 'expiresAt'>, place: Here): string {
  return share.expiresAt === null ? 'Until you take it back' : `Until ${relativeDay(new Date(share.expiresAt), place)}`;
}

function nameOf(share: SentShare): string {
  return people.value.find(({ pairingId }) => pairingId === share.pairingId)?.name ?? 'Somebody you ended with';
}

function lineOf(share: SentShare): string {
  if (share.kind === 'note') return firstWords(share.payload.text, 120);
  return share.kind === 'check_in' ? `Mood: ${moodWord(share.payload.mood)}` : '';
}
