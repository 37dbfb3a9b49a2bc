// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { endPairing, type Person } from '../../sync/pairing/pairings.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** Ending a pairing: what was shared leaves this device, the patient keeps her journal. */
export function EndPairing({ person }: { person: Person }) {
  const [asking, setAsking] = useState(false);
  const [, go] = useLocation();
  const { busy, trouble, run } = useAction();
  const close = () => {
    setAsking(false);
  };
  const end = () => {
    run(async () => {
      await endPairing(person.pairingId);
      go('/');
    });
  };
  return (
    <div>
      <Button
        kind="quiet"
        onClick={() => {
          setAsking(true);
        }}
      >
        {m.practice_end_the_pairing_with_name({ name: person.name })}
      </Button>
      <Dialog
        title={m.phrase_end_the_pairing_with_name({ name: person.name })}
        open={asking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>{m.phrase_stay_paired()}</Button>
            <Button kind="care" busy={busy} onClick={end}>
              {m.phrase_end_the_pairing()}
            </Button>
          </>
        }
      >
        <p>{m.practice_what_name_shared({ name: person.name })}</p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </div>
  );
}
