import { practice } from '../../sync/exchange/connection.ts';
import { Page } from '../../ui/page/Page.tsx';

/** The last page. */
export default function FarewellPage() {
  const days = practice.value.backup_days;
  return (
    <Page title="It is gone">
      <p>Your account is deleted, and nothing of your journal is on this phone any more.</p>
      <p class="quiet">
        The server’s backups lose their sealed copies{' '}
        {typeof days === 'number' ? `within ${days} days` : 'after a time the practice can tell you'}. Other devices of
        yours keep theirs until you sign out there.
      </p>
      <p>Thank you for the trust. Take good care of yourself.</p>
      <p>
        <a href="/">To the first page</a>
      </p>
    </Page>
  );
}
