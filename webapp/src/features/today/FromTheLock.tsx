// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { sealedToAnother, sealedRight, unopenedNotes } from '../../sync/entries/locked-writing.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';

/** Notes written while locked that did not simply become entries of the journal. */
export function FromTheLock() {
  const unopened = unopenedNotes.value;
  return (
    <>
      {unopened > 0 && (
        <Notice>
          <p>{m.today_a_note_written_while_locked({ count: unopened })}</p>
        </Notice>
      )}
      {sealedToAnother.value && (
        <Notice kind="fault">
          <p>{m.today_someone_changed_whats_saved()}</p>
          <Button onClick={sealedRight}>{m.today_ive_read()}</Button>
        </Notice>
      )}
    </>
  );
}
