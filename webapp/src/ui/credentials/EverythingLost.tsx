import { Disclosure } from '../controls/Disclosure.tsx';

/**
 * The plain truth for somebody without password and code, and what is left to try. It stands there before anything was
 * tried.
 */
export function EverythingLost({ role = 'patient' }: { role?: 'patient' | 'therapist' | undefined }) {
  const patient = role === 'patient';
  return (
    <section class="stack-tight everything-lost">
      <h2>If password and code are both lost</h2>
      <p>
        {patient
          ? 'Then the journal is lost, to you and to everybody. Nobody has another key: not your therapist, not the practice, not us.'
          : 'Then what is here can never be opened again, by you or by anybody. Nobody has another key: not the practice, not us.'}
      </p>
      <Disclosure summary="What you can still try">
        <ul class="stack-tight">
          <li>Look for another paper. Only the newest code counts; one from before a change opens nothing.</li>
          <li>
            Look for a device on which Interlude is still open, or opens with your face, your finger or a PIN. All that
            it holds can be read there; copy what matters before you sign out. With a passkey you can also set a new
            password there, under Ways in.
          </li>
          <li>
            Look for a file you once saved with “Take everything with you”. It opens with the password or the code of
            that day.
          </li>
          {patient ? (
            <li>What you shared and have not taken back, your therapist can still read. Ask.</li>
          ) : (
            <li>
              What your patients shared with you is still in their journals. Pair with them anew, and they can share it
              again.
            </li>
          )}
          <li>
            Or begin anew, with another name to sign in with:{' '}
            {patient ? 'your therapist makes you a new invite' : 'your practice makes you a new link'}. The old pages
            stay as they are, sealed for everybody.
          </li>
        </ul>
      </Disclosure>
    </section>
  );
}
