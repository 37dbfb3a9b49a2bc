# SPDX-License-Identifier: Apache-2.0
"""The HTTP API of one server: its connection, its rows, its feeds and its refusals."""
