// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';

import { selectedIn, type Selected } from '../../domain/passage.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { Button } from '../../ui/controls/Button.tsx';

export interface SelectedWordsProps {
  text: string;
  selected: Selected;
  onChange: (selected: Selected) => void;
}

/**
 * The note itself, to select a passage in as in any text: by thumb with the phone's own handles, by mouse, or with
 * arrows and Shift.
 *
 * A field that takes no input, not one that is read-only: only the first has a caret a keyboard can be followed by.
 */
export function SelectedWords({ text, selected, onChange }: SelectedWordsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = text;
  }, [text]);
  useEffect(() => {
    const paper = field.current;
    if (paper === null) return undefined;
    const look = () => {
      const found = selectedIn(text, paper.selectionStart, paper.selectionEnd);
      // A tap that only moves the caret takes nothing away: that is what Clear is for.
      if (found !== null && document.activeElement === paper) onChange(found);
    };
    document.addEventListener('selectionchange', look);
    paper.addEventListener('selectionchange', look);
    paper.addEventListener('select', look);
    return () => {
      document.removeEventListener('selectionchange', look);
      paper.removeEventListener('selectionchange', look);
      paper.removeEventListener('select', look);
    };
  }, [text]);
  const clear = () => {
    const paper = field.current;
    paper?.setSelectionRange(paper.selectionStart, paper.selectionStart);
    onChange(null);
  };
  return (
    <div class="passage stack-tight">
      <label class="choices-legend" for={id}>
        {m.sharing_select_the_words()}
      </label>
      <p class="quiet" id={`${id}-how`}>
        {m.sharing_select_how()}
      </p>
      <textarea
        ref={field}
        id={id}
        class="passage-text"
        rows={rowsOf(text)}
        inputMode="none"
        spellcheck={false}
        dir="auto"
        aria-readonly="true"
        aria-describedby={`${id}-how`}
        onBeforeInput={(event) => {
          event.preventDefault();
        }}
        onInput={(event) => {
          // What an input method composes cannot be prevented; it is put back.
          if (event.currentTarget.value !== text) event.currentTarget.value = text;
        }}
      />
      <div role="status">{selected !== null && <p class="passage-marked">{markedWords(text, selected)}</p>}</div>
      {selected !== null && (
        <div>
          <Button kind="quiet" onClick={clear}>
            {m.sharing_clear_the_marking()}
          </Button>
        </div>
      )}
    </div>
  );
}

/** As high as the text on a narrow phone, up to half a screen of it. */
function rowsOf(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 32), 0);
  return Math.min(Math.max(lines, 3), 12);
}

/** How the marked words begin and end: all of them stand in the preview. */
function markedWords(text: string, { start, end }: { start: number; end: number }): string {
  const words = text.slice(start, end).replace(/\s+/g, ' ');
  if (words.length <= LONGEST_SHOWN) return m.sharing_marked({ words });
  const last = words.slice(-LONGEST_SHOWN / 2);
  return m.sharing_marked_from_to({
    first: firstWords(words, LONGEST_SHOWN / 2),
    last: last.slice(last.indexOf(' ') + 1).replace(/^\p{Surrogate}/u, ''),
  });
}

const LONGEST_SHOWN = 160;
