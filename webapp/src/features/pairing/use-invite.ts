// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useEffect, useState } from 'preact/hooks';

import { readInvite, type ReadInvite } from '../../sync/pairing/pairings.ts';
import { sentenceOf } from '../../ui/controls/use-action.ts';

export type InviteState =
  { step: 'reading' } | { step: 'unusable'; sentence: string } | { step: 'read'; read: ReadInvite };

const LOST = m.pairing_the_last_part();

/** Reads an invite, from its link or its fragment alone; null: the link had none. */
export function useInvite(link: string | null): InviteState {
  const [state, setState] = useState<InviteState>({ step: 'reading' });
  useEffect(() => {
    let wanted = true;
    void stateOf(link).then((found) => {
      if (wanted) setState(found);
    });
    return () => {
      wanted = false;
    };
  }, [link]);
  return state;
}

async function stateOf(link: string | null): Promise<InviteState> {
  if (link === null || link === '') return { step: 'unusable', sentence: LOST };
  try {
    return { step: 'read', read: await readInvite(link) };
  } catch (fault) {
    return { step: 'unusable', sentence: sentenceOf(fault) };
  }
}
