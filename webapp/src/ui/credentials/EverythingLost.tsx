// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { Disclosure } from '../controls/Disclosure.tsx';

/**
 * The plain truth for somebody without password and code, and what is left to try. It stands there before anything was
 * tried.
 */
export function EverythingLost({ role = 'patient' }: { role?: 'patient' | 'therapist' | undefined }) {
  const patient = role === 'patient';
  return (
    <section class="stack-tight everything-lost">
      <h2>{m.secret_if_youve_lost_both()}</h2>
      <p>{patient ? m.secret_then_your_journal_is_lost() : m.secret_then_whats_here_can_never()}</p>
      <Disclosure summary={m.secret_what_you_can_still_try()}>
        <ul class="stack-tight">
          <li>{m.secret_look_for_another_paper_only()}</li>
          <li>{m.secret_look_for_a_device_where()}</li>
          <li>{m.secret_look_for_a_file()}</li>
          {patient ? (
            <li>{m.secret_your_therapist_can_still_read()}</li>
          ) : (
            <li>{m.secret_what_your_patients_shared()}</li>
          )}
          <li>{patient ? m.secret_begin_anew_patient() : m.secret_begin_anew_therapist()}</li>
        </ul>
      </Disclosure>
    </section>
  );
}
