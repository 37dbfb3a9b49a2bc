// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';

import { draftAsked, stayWithDraft } from './draft-claim.ts';

/** Opens another draft in the same page, or none: the entry as it is. */
export type OpenDraft = (draft: string | null) => void;

/** Which draft a page writes in, first the one its address asks for. `number` is another after each `open`. */
export function useDraftTurn(): { number: number; draft: string | null; open: OpenDraft } {
  const [turn, setTurn] = useState(() => ({ number: 0, draft: draftAsked() }));
  return {
    ...turn,
    open: (draft) => {
      stayWithDraft(location.pathname, draft);
      setTurn({ number: turn.number + 1, draft });
    },
  };
}
