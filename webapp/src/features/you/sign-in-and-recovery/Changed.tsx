import type { ComponentChildren } from 'preact';

import { LinkButton } from '../../../ui/controls/Button.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';

/** Said before a way in is changed. */
export function OthersSignedOut({ children }: { children: ComponentChildren }) {
  return (
    <Notice>
      <p>Every other device of yours is signed out by this; what it holds stays sealed. {children}</p>
    </Notice>
  );
}

/** It is done, and what that means. */
export function Changed({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Page title={title} key="done" tab="Ways in">
      <p>{children}</p>
      <div>
        <LinkButton href="/you/ways-in" kind="act" replace>
          Back to your ways in
        </LinkButton>
      </div>
    </Page>
  );
}
