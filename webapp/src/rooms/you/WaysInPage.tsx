import { HelpNow } from '../../ui/Button.tsx';
import { Page } from '../../ui/Page.tsx';
import { Passkeys } from './Passkeys.tsx';

/** How one gets in: what opens the journal, what can be added and what can be changed. */
export default function WaysInPage() {
  return (
    <Page title="Ways in" back="/you" tab="Ways in" action={<HelpNow />}>
      <Passkeys />
    </Page>
  );
}
