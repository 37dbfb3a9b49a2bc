// SPDX-License-Identifier: AGPL-3.0-or-later
import './welcome.css';
import { useEffect } from 'preact/hooks';

import type { Role } from '../../sync/account.ts';
import { practice } from '../../sync/exchange/connection.ts';
import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { begun, go, stepFor } from './registration.ts';
import { ByInvitation, HalfALink } from './ByInvitation.tsx';
import { CodeStep } from './CodeStep.tsx';
import { NameStep } from './NameStep.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { TypedBackStep } from './TypedBackStep.tsx';

export interface RegistrationProps {
  role: Role;
  /** The step in the address, so that the phone's own Back goes one step back and loses nothing. */
  step?: string | undefined;
  /** A therapist's enrolment token, from the link the operator made. */
  enrolment?: string | undefined;
}

/** Starting a journal (or a therapist's desk), one small step a screen. */
export default function RegistrationPage({ role, step, enrolment }: RegistrationProps) {
  useEffect(() => {
    if (begun.peek().role !== role) go({ role });
  }, [role]);
  if (role === 'therapist' && enrolment === undefined) return <HalfALink />;
  if (role === 'patient' && !admitted()) return <ByInvitation />;
  const base = role === 'therapist' ? '/enrol' : '/start';
  switch (stepFor(step, begun.value)) {
    case 'name':
      return <NameStep base={base} />;
    case 'password':
      return <PasswordStep base={base} enrolment={enrolment} />;
    case 'code':
      return <CodeStep base={base} />;
    case 'again':
      return <TypedBackStep base={base} />;
  }
}

/** Whether this practice lets this person start: everybody, or who holds an invite. */
function admitted(): boolean {
  return practice.value.registration === 'open' || pendingInvite.value !== null;
}
