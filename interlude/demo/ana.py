# SPDX-License-Identifier: Apache-2.0
"""Ana R., in the middle of her course; her next integration is tomorrow at three."""

from interlude.demo.script import Patient, appointment, mood, note

COURSE = (
    appointment(-34, "16:00", "preparation", 50),
    appointment(-29, "16:00", "preparation", 50),
    appointment(-26, "09:30", "medicine", 150),
    appointment(-24, "15:00", "integration", 50),
    appointment(-19, "09:30", "medicine", 150),
    appointment(-17, "15:00", "integration", 50),
    appointment(-5, "09:30", "medicine", 150),
    appointment(1, "15:00", "integration", 50),
    appointment(6, "09:30", "medicine", 150),
)

LINES = (
    note(-35, "21:12", """
        I bought a notebook for this and the paper was so good that I could not write in it. So, here.

        Tomorrow I meet Dr. Lin properly. I have been rehearsing a short version of myself on the bus.
        It is a tidy version. She will see through it in about four minutes."""),
    mood(-34, "18:40", "3 3 4 3 2", words="I said the tidy version. Then I said the other one.",
         feelings="tired, relieved"),
    note(-33, "06:55", """
        Woke before the alarm. Rain on the skylight, the cat on my feet, nothing required of me for
        twenty minutes. I used to be good at this kind of nothing."""),
    mood(-32, "23:20", "2 2 4 2 2", feelings="restless"),
    note(-30, "22:05", """
        She asked what I hope for and I said "to sleep", which is true the way a lid is true. What is
        under it: I would like to stop running from the quiet. When the flat goes silent I turn on the
        radio, the tap, anything.""",
        excerpt="I would like to stop running from the quiet."),
    mood(-29, "19:15", "3 3 3 3 3",
         words="Wrote down three people I could ring. It took longer than I had thought.",
         shared=True),
    note(-27, "23:48", """
        Tomorrow. My bag is packed as if for an exam: socks, the grey shawl, the playlist I will not
        touch. I am afraid of two things. That something happens, and that nothing does."""),
    mood(-26, "07:40", "3 2 5 2 3", words="Toast, no coffee. M. is driving me.", feelings="nervous, awake"),
    note(-26, "16:30", """
        fragments, before they go

        blue door /
        warm flour /
        somebody humming in the next room and I knew all of the tune /
        my hands very far away, like gloves on a radiator""",
        shared=True),
    note(-26, "23:40", """
        The door was blue, and my mother's hands were on the frame of it, white with flour up to the
        wrist. She was not calling me. She was just letting me see that she was there. I stood in the
        yard and I did not have to decide anything.

        I have not thought of that kitchen in thirty years. It was smaller than my bathroom.""",
        shared=True),
    mood(-25, "10:10", "4 2 2 4 4",
         words="Slow morning. Slightly sick until eleven, then hungry like a teenager.",
         feelings="soft, tired", shared=True),
    note(-24, "17:20", """
        We talked about the door for almost the whole hour. I noticed I kept saying "the" mother and
        not "my" mother. Dr. Lin noticed as well and waited until I had heard it."""),
    mood(-23, "22:30", "3 3 3 3 3", shared=True),
    note(-22, "03:25", """
        Awake again. Not the bad kind. The fridge stops and there it is, the quiet, and I lie in it
        with my eyes open. I counted to two hundred before I reached for the radio. That is a hundred and
        eighty more than in spring.""",
        shared=True),
    mood(-20, "21:00", "2 2 4 3 2",
         words="Work was loud. Two parents arguing at my desk over a picture book.",
         feelings="frayed"),
    mood(-19, "07:55", "3 3 4 3 3", feelings="nervous"),
    note(-19, "15:50", """
        Harder today. A staircase that went on. I kept thinking I had forgotten somebody on one of the
        landings. When I came back I was crying and it did not feel like mine, the crying, more like
        weather passing through the room.""",
        shared=True),
    mood(-18, "12:30", "2 1 3 2 3",
         words="Flat as paper. Slept in the afternoon with the shawl over my face.",
         feelings="empty, tired", shared=True),
    note(-17, "18:10", """
        The somebody on the landing is my sister. I knew it while I was tying my shoes in Dr. Lin's
        hallway, one minute after the hour was over. Of course.

        I am not ready to say it out loud. I have not even written her name here."""),
    mood(-15, "20:45", "3 3 3 4 3", words="Swam. Forty lengths, badly.", feelings="warm", shared=True),
    note(-14, "21:30", """
        Baked bread from the back of my head. No recipe. The hands knew. It came out like a doorstop
        and I ate half of it standing up."""),
    mood(-12, "22:10", "4 3 2 4 4", feelings="calm", shared=True),
    note(-11, "07:05", """
        Dream: a library where every book was the same book, and I was supposed to put them in order. I
        did it by weight. Nobody complained.""",
        unshared=True),
    mood(-9, "23:55", "2 2 4 2 2",
         words="Her birthday. I typed a message and took it out again, four times."),
    note(-8, "19:40", """
        Told Marek about the staircase, in the car, both of us looking ahead. He did not say anything
        clever. He turned the heating up. I think that was the right answer."""),
    mood(-6, "21:20", "3 3 4 3 3", shared=True),
    note(-5, "16:15", """
        quiet. really quiet, a whole snowfield of it. I was not running.

        somebody had swept the stairs""",
        shared=True),
    note(-5, "23:10", """
        I want to keep this exactly: there was a moment with no radio in it. I was lying in the snow and
        I could hear my own blood and it was company. When they told me the time I thought they were
        joking.

        Nauseous on the way home. Marek drove like he was carrying soup.""",
        excerpt="there was a moment with no radio in it. I was lying in the snow and I could hear my own "
                "blood and it was company."),
    mood(-4, "11:00", "4 3 2 4 4", words="Toast again. It is becoming a ritual.",
         feelings="light, clear", shared=True),
    note(-3, "22:15", """
        It keeps coming back to the blue. I stood in the paint shop for half an hour holding little
        cards up to the window, and none of them was it. The man asked whether it was for inside or
        outside. I said I did not know yet."""),
    mood(-2, "08:20", "3 3 3 3 4", words="The dip, right on time. It is less deep when one sees it coming.",
         shared=True),
    note(-1, "22:40", """
        For tomorrow. Start with the snow. Then sleep, because it has been five nights of nearly seven
        hours and I am too superstitious to say so aloud.

        Not my sister. Not yet. I would like to be the one who opens that."""),
)  # fmt: skip

ANA = Patient("Ana R.", "ana", LINES, COURSE)
