// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
import type { ComponentChildren } from 'preact';

import { LinkButton } from '../../../ui/controls/Button.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { richMessage } from '../../../ui/controls/rich-message.ts';

/** Warns, before a change, that other devices will be signed out. */
export function OthersSignedOut({ children }: { children: ComponentChildren }) {
  return (
    <Notice>
      <p>{richMessage(m.you_others_signed_out, { after: children })}</p>
    </Notice>
  );
}

/** Confirms a change and says what it means. */
export function Changed({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Page title={title} key="done" tab={m.you_sign_in_and_recovery()}>
      <p>{children}</p>
      <div>
        <LinkButton href="/you/ways-in" kind="act" replace>
          {m.you_back_to_sign()}
        </LinkButton>
      </div>
    </Page>
  );
}
