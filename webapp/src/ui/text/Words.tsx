// SPDX-License-Identifier: AGPL-3.0-or-later
import './words.css';
import type { ComponentChildren, HTMLAttributes } from 'preact';
import { classes } from '../page/Page.tsx';

export interface WordsProps extends HTMLAttributes<HTMLDivElement> {
  /** Somebody else can read these: the clay line at their side. */
  shared?: boolean | undefined;
  children: ComponentChildren;
}

/** What a person wrote: the largest thing on the screen, her line breaks kept. */
export function Words({ shared = false, children, ...rest }: WordsProps) {
  const extra = typeof rest.class === 'string' ? rest.class : undefined;
  return (
    <div {...rest} class={classes('words', shared && 'clay-line', extra)} dir="auto">
      {children}
    </div>
  );
}
