// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useLocation } from 'wouter-preact';

import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { RecoveryCode } from '../../ui/credentials/RecoveryCode.tsx';
import { begun } from './registration.ts';

/** Step three: the recovery code, shown this once. */
export function CodeStep({ base }: { base: string }) {
  const [, navigate] = useLocation();
  return (
    <Page title={m.welcome_your_recovery_code()} back={`${base}/password`} action={<HelpNow />}>
      <RecoveryCode code={begun.value.recoveryCode} login={begun.value.login} role={begun.value.role} />
      <Button
        kind="act"
        wide
        class="not-printed"
        onClick={() => {
          navigate(`${base}/again`);
        }}
      >
        {m.phrase_ive_written_it_down()}
      </Button>
    </Page>
  );
}
