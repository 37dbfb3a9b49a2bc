# SPDX-License-Identifier: AGPL-3.0-or-later
"""A window of WebKitGTK that WebDriver may drive, exactly as large as told: ``webkit_window.py 390x844``.

WebKit's own MiniBrowser is never narrower than 447 pixels. Runs under the system's Python, which has the GTK
bindings, and imports nothing of ours. WebKitWebDriver starts it and reads the name it gives itself.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402


def main(width, height):
    """Open windows as automation asks for them; the driver ends this program."""
    context = WebKit2.WebContext.new_ephemeral()
    context.set_automation_allowed(True)

    def open_view(_session):
        view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
        window = Gtk.Window(default_width=width, default_height=height, decorated=False)
        window.add(view)
        window.show_all()
        view.grab_focus()
        return view

    def begin(_context, session):
        about = WebKit2.ApplicationInfo.new()
        about.set_name("MiniBrowser")
        about.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), 0)
        session.set_application_info(about)
        session.connect("create-web-view", open_view)

    context.connect("automation-started", begin)
    Gtk.main()


if __name__ == "__main__":
    main(*map(int, sys.argv[-1].split("x")))
