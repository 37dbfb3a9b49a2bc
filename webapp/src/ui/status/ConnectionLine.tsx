import './connection-line.css';
import { Button } from '../controls/Button.tsx';

export interface ConnectionLineProps {
  state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble';
  /** How many entries are on this phone only. */
  waiting: number;
  /** The plain sentence of what went wrong, where something did. */
  sentence: string | null;
  onAgain: () => Promise<void>;
  /** Where the login ended: leads to the place where the password is typed. */
  onSignIn: () => Promise<void>;
}

/** Whether the words have reached the server, in plain words and never as an alarm. */
export function ConnectionLine({ state, waiting, sentence, onAgain, onSignIn }: ConnectionLineProps) {
  const worthTrying = state === 'trouble' || (state === 'offline' && waiting > 0);
  return (
    <div class="connection-line quiet">
      <span role="status">{sentence ?? words(state, waiting)}</span>
      {worthTrying && (
        <Button kind="quiet" onClick={onAgain}>
          Try now
        </Button>
      )}
      {state === 'signed_out' && (
        <Button kind="quiet" onClick={onSignIn}>
          Lock and sign in again
        </Button>
      )}
    </div>
  );
}

function words(state: ConnectionLineProps['state'], waiting: number): string {
  if (state === 'sending') return 'Storing, sealed.';
  if (waiting === 0)
    return state === 'offline' ? 'No connection. You can write all the same.' : 'Everything is stored, sealed.';
  return `${counted(waiting)} on this phone, stored when there is a connection.`;
}

function counted(waiting: number): string {
  return waiting === 1 ? 'One change is' : `${waiting} changes are`;
}
