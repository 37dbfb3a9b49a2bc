// SPDX-License-Identifier: AGPL-3.0-or-later
import './loading.css';
import * as m from '../../messages/index.ts';

/** Says that something is coming, but only once it has taken a moment: most things have not. */
export function Loading({ children = m.ui_one_moment() }: { children?: string | undefined }) {
  return (
    <p class="waiting quiet" role="status">
      {children}
    </p>
  );
}
