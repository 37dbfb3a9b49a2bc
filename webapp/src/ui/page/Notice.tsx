// SPDX-License-Identifier: AGPL-3.0-or-later
import './notice.css';
import type { ComponentChildren } from 'preact';
import { classes } from './Page.tsx';

export interface NoticeProps {
  /** quiet: good to know. care: about the person. fault: something did not work; read aloud at once. */
  kind?: 'quiet' | 'care' | 'fault' | 'clay' | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** A few words set apart by a line at their side, never by alarm. */
export function Notice({ kind = 'quiet', ...props }: NoticeProps) {
  return (
    <div class={classes('notice', `notice-${kind}`, props.class)} role={kind === 'fault' ? 'alert' : undefined}>
      {props.children}
    </div>
  );
}
