// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as m from '../../messages/index.ts';

/** Keeps the page as high as what the on-screen keyboard leaves, also where the browser does not. */
export function AboveTheKeyboard() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const seen = window.visualViewport;
    const page = mark.current?.closest('main');
    if (seen === null || page === null || page === undefined) return;
    const fit = () => {
      if (seen.scale === 1) page.style.setProperty('--seen', `${seen.height}px`);
    };
    fit();
    seen.addEventListener('resize', fit);
    return () => {
      seen.removeEventListener('resize', fit);
    };
  }, []);
  return <span ref={mark} hidden />;
}

/**
 * Which way the writing runs, by its first letter.
 *
 * `dir="auto"` would say the same, but costs Chromium most of a second for each key in a note of 200,000 characters.
 */
function directionOf(text: string): 'ltr' | 'rtl' {
  return /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(
    text.slice(0, 500),
  )
    ? 'rtl'
    : 'ltr';
}

export interface PaperProps {
  startsWith: string;
  onText: (text: string) => void;
  onBlur: () => void;
}

/** The one big field. It shows itself: a long text is not drawn again for every letter. */
export function Paper({ startsWith, onText, onBlur }: PaperProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [direction, setDirection] = useState(() => directionOf(startsWith));
  useLayoutEffect(() => {
    const paper = field.current;
    if (paper === null) return;
    paper.value = startsWith;
    paper.focus({ preventScroll: true });
    paper.setSelectionRange(startsWith.length, startsWith.length);
  }, []);
  return (
    <textarea
      ref={field}
      class="write-paper"
      aria-label={m.write_your_note()}
      autoComplete="off" // [Note: no autocomplete]
      placeholder={m.write_write_here()}
      dir={direction}
      onInput={(event) => {
        const words = event.currentTarget.value;
        setDirection(directionOf(words));
        onText(words);
      }}
      onBlur={onBlur}
    />
  );
}
