// SPDX-License-Identifier: AGPL-3.0-or-later
import '../text/words.css';
import type { ComponentChildren } from 'preact';

export interface DisclosureProps {
  summary: ComponentChildren;
  open?: boolean | undefined;
  children: ComponentChildren;
}

/** More, for those who ask for it. */
export function Disclosure({ summary, open = false, children }: DisclosureProps) {
  return (
    <details class="disclosure" open={open}>
      <summary>{summary}</summary>
      <div class="disclosure-body">{children}</div>
    </details>
  );
}
