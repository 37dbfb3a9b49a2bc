// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * open.html: reads a sealed archive on any computer, without Interlude, without the internet.
 *
 * scripts/archive-page-plugin.mjs makes one file of it, with a content policy that lets it connect nowhere.
 */
import '../ui/page/paper.css';
import { render } from 'preact';

import { ArchivePage } from './ArchivePage.tsx';

const ground = document.getElementById('app');
if (ground !== null) render(<ArchivePage />, ground);
