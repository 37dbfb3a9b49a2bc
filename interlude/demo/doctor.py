# SPDX-License-Identifier: Apache-2.0
"""Dr. Lin, who sees the three of them: a few notes of her own, which nobody else reads."""

from interlude.demo.script import note

NAME = "Dr. Lin"
LOGIN = "dr-lin"

LINES = (
    note(-24, "15:55", """
        A.: let her find the word "my" by herself. Room 2 was too warm, ask for the window."""),
    note(-16, "10:58", """
        M. needed forty minutes and I nearly helped. Glad I did not."""),
    note(-8, "11:57", """
        J. likes a plan: send him home with the hours on paper, large print."""),
    note(-2, "18:20", """
        Peer group on Thursday. Bring the question about long silences."""),
)  # fmt: skip
