/** Starts the app: theme, activity, the cover, the account; then the screen that the address names. */
import './ui/page/paper.css';
import { render } from 'preact';

import { Watched } from './app/routes.tsx';
import * as m from './messages/index.ts';
import { noteActivity, start } from './sync/account.ts';
import { backInSight, outOfSight } from './sync/unlocking/locking.ts';
import { coverWhileUnseen } from './ui/page/privacy-cover.ts';
import { wearTheme } from './ui/page/theme.ts';

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

function wake(): void {
  wearTheme();
  watchActivity();
  coverWhileUnseen({ hidden: outOfSight, back: backInSight });
  const ground = document.getElementById('app');
  if (ground !== null) render(<Watched />, ground);
  void start();
}

wake();
