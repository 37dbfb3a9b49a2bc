import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { endPairing, type Person } from '../../sync/pairing/pairings.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** When the work with somebody is over: what was shared leaves this device, the person keeps her journal. */
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
        End the pairing with {person.name}
      </Button>
      <Dialog
        title={`End the pairing with ${person.name}?`}
        open={asking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Stay paired</Button>
            <Button kind="care" busy={busy} onClick={end}>
              End it
            </Button>
          </>
        }
      >
        <p>
          What {person.name} shared with you will not be here any more, and the planned appointments leave the other
          phone. To pair again, a new invite is needed.
        </p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </div>
  );
}
