// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './connection-line.css';
import { Button } from '../controls/Button.tsx';

export interface ConnectionLineProps {
  state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble';
  /** How many entries are on this phone only. */
  waiting: number;
  /** Those of them the server would not take, of those the ones too large for it, and those it has no room for. */
  refused: number;
  tooLarge: number;
  noRoom: number;
  /** The plain sentence of what went wrong, where something did. */
  sentence: string | null;
  onAgain: () => Promise<void>;
  /** Where the login ended: leads to the place where the password is typed. */
  onSignIn: () => Promise<void>;
}

/** Whether the words have reached the server, in plain words and never as an alarm. */
export function ConnectionLine({
  state,
  waiting,
  refused,
  tooLarge,
  noRoom,
  sentence,
  onAgain,
  onSignIn,
}: ConnectionLineProps) {
  const worthTrying = state === 'trouble' || (state === 'offline' && waiting > 0);
  return (
    <div class="connection-line quiet">
      <span role="status">
        {[sentence ?? words(state, waiting - refused, refused), refusedWords({ refused, tooLarge, noRoom })]
          .join(' ')
          .trim()}
      </span>
      {worthTrying && (
        <Button kind="quiet" onClick={onAgain}>
          {m.ui_try_now()}
        </Button>
      )}
      {state === 'signed_out' && (
        <Button kind="quiet" onClick={onSignIn}>
          {m.ui_lock_and_sign_in_again()}
        </Button>
      )}
    </div>
  );
}

function words(state: ConnectionLineProps['state'], waiting: number, refused: number): string {
  if (state === 'sending') return m.ui_sealing_and_storing();
  if (waiting === 0) return state === 'offline' ? m.ui_no_connection_you_can_still() : stored(refused);
  return m.ui_changes_only_here({ waiting });
}

const stored = (refused: number): string =>
  refused === 0 ? m.ui_everything_is_stored_sealed() : m.ui_everything_else_is_stored();

/** What stays here although the server was asked, and why. */
function refusedWords({
  refused,
  tooLarge,
  noRoom,
}: Pick<ConnectionLineProps, 'refused' | 'tooLarge' | 'noRoom'>): string {
  if (refused === 0) return '';
  if (refused === noRoom) return m.ui_no_room_stays({ count: refused });
  return refused === tooLarge ? m.ui_too_large_stays({ count: refused }) : m.ui_refused_stays({ count: refused });
}
