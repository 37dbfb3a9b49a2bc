// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './undo.css';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from './Button.tsx';

interface Offer {
  sentence: () => string;
  label: string;
  action: () => Promise<void> | void;
}

const offered = signal<Offer | null>(null);
const SECONDS_IN_SIGHT = 30;

/**
 * Says what was just done and offers to take it back, on whatever page comes next.
 *
 * @param sentence read again whenever a signal in it changes: a phone may learn the whole truth a moment later
 */
export function offerUndo(sentence: () => string, action: () => Promise<void> | void, label = m.ui_undo()): void {
  offered.value = { sentence, action, label };
}

/** Takes the offer away, for instance when the journal is locked. */
export function withdrawUndo(): void {
  offered.value = null;
}

/** The region where undo is offered; app/routes.tsx shows it once, under every page. */
export function Undo() {
  const offer = offered.value;
  useEffect(() => {
    if (offer === null) return;
    const leave = setTimeout(() => {
      if (offered.peek() === offer) offered.value = null;
    }, SECONDS_IN_SIGHT * 1000);
    return () => {
      clearTimeout(leave);
    };
  }, [offer]);
  return (
    <div class="undo-place not-printed" role="status">
      {offer !== null && (
        <div class="undo">
          <span>{offer.sentence()}</span>
          <Button
            kind="quiet"
            onClick={() => {
              void takeBack(offer);
            }}
          >
            {offer.label}
          </Button>
        </div>
      )}
    </div>
  );
}

async function takeBack(offer: Offer): Promise<void> {
  offered.value = null;
  await offer.action();
}
