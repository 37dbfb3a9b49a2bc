// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './sharing.css';

import { toggle, type Marked, type Piece } from '../../domain/passage.ts';

/** A note as sentences to tick, for a thumb, a keyboard or a voice. A passage has no gaps. */
export function PassagePicker({
  pieces,
  marked,
  onChange,
}: {
  pieces: readonly Piece[];
  marked: Marked;
  onChange: (marked: Marked) => void;
}) {
  const isMarked = (at: number) => marked !== null && at >= marked[0] && at <= marked[1];
  return (
    <fieldset class="passage">
      <legend class="choices-legend">{m.sharing_tick_the_first()}</legend>
      <p class="quiet">{m.sharing_everything_in_between_is_included()}</p>
      <div class="passage-pieces">
        {pieces.map((piece, at) => (
          <label key={piece.start} class={piece.opens ? 'passage-piece passage-opens' : 'passage-piece'}>
            <input
              type="checkbox"
              checked={isMarked(at)}
              onChange={() => {
                onChange(toggle(marked, at));
              }}
            />
            <span dir="auto">{piece.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
