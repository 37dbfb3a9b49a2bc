// SPDX-License-Identifier: AGPL-3.0-or-later
/** Starts the app: theme, activity, the cover, the account; then the screen that the address names. */
import './ui/page/paper.css';
import { render } from 'preact';

import { Watched } from './app/routes.tsx';
import { noteActivity, start } from './sync/account.ts';
import { backInSight, outOfSight } from './sync/unlocking/locking.ts';
import { coverWhileUnseen } from './ui/page/privacy-cover.ts';
import { applyTheme } from './ui/page/theme.ts';

function watchActivity(): void {
  for (const sign of ['pointerdown', 'keydown'] as const) {
    document.addEventListener(
      sign,
      () => {
        noteActivity();
      },
      { passive: true },
    );
  }
}

function startApp(): void {
  applyTheme();
  watchActivity();
  coverWhileUnseen({ hidden: outOfSight, back: backInSight });
  const root = document.getElementById('app');
  if (root !== null) render(<Watched />, root);
  void start();
}

startApp();
