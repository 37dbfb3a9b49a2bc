# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sync proved: the shipped web client against the real server, in seeded interleavings.

The people, their phones and everything that goes wrong are TypeScript
(``webapp/phones/simulator``); here are the server they talk to and the
command that starts both. Nothing in it is mocked but time, lines and disks.
"""
