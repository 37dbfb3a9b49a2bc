import { sealedToAnother, sealedRight, unopenedNotes } from '../../sync/entries/locked-writing.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';

/** What became of notes written while locked, where it is not simply that they are in the journal. */
export function FromTheLock() {
  const unopened = unopenedNotes.value;
  return (
    <>
      {unopened > 0 && (
        <Notice>
          <p>
            {unopened === 1
              ? 'A note written while locked does not open.'
              : `${unopened} notes written while locked do not open.`}{' '}
            Damaged, or not written here; kept on this device as it is.
          </p>
        </Notice>
      )}
      {sealedToAnother.value && (
        <Notice kind="fault">
          <p>
            Somebody changed what this device keeps: notes written while locked were sealed to a key that is not yours.
            It is put right now. What you wrote while locked may be missing; tell your practice.
          </p>
          <Button onClick={sealedRight}>I have read this</Button>
        </Notice>
      )}
    </>
  );
}
