# SPDX-License-Identifier: Apache-2.0
"""Mira S., after the last session of her course; a booster is planned."""

from interlude.demo.script import Patient, appointment, mood, note

COURSE = (
    appointment(-33, "14:00", "medicine", 150),
    appointment(-31, "10:00", "integration", 50),
    appointment(-26, "14:00", "medicine", 150),
    appointment(-24, "10:00", "integration", 50),
    appointment(-19, "14:00", "medicine", 150),
    appointment(-16, "10:00", "integration", 50),
    appointment(-12, "14:00", "medicine", 150),
    appointment(-9, "10:00", "integration", 50),
    appointment(12, "14:00", "booster", 150),
    appointment(14, "10:00", "integration", 50),
)

LINES = (
    mood(-35, "23:10", "2 2 4 2 2", words="Third one on Tuesday. Still not used to the blood pressure cuff.",
         feelings="wired"),
    note(-34, "00:35", """
        Things I did instead of sleeping: alphabetised the spices, read about octopuses, wrote half a
        letter to the landlord and deleted the adjectives."""),
    note(-33, "19:45", """
        a corridor of lamps, and each one went on a second before I got there /
        as if the building knew me

        salt taste /
        the nurse's orange socks (real)""",
        shared=True),
    mood(-32, "11:20", "3 2 3 3 3", words="Wobbly. Grateful for soup.", feelings="wobbly", shared=True),
    note(-31, "12:15", """
        Said to Dr. Lin that I am tired of being the strong one and she asked who says that I am. I had
        to laugh. I have no witness. I appointed myself.""",
        shared=True),
    mood(-30, "22:40", "3 3 3 3 3"),
    note(-29, "08:10", """
        Saw a heron on the canal from the tram. It stood there as though it had been put on hold. I
        missed my stop and walked back, and I was not even cross."""),
    mood(-27, "23:30", "2 2 4 2 3", feelings="irritable", shared=True),
    note(-26, "20:20", """
        I was a very old tree, which sounds silly written down, and I had no opinion about anything. Birds
        came. I thought: so that is what it is to be leaned on without leaning.""",
        shared=True),
    note(-25, "02:50", """
        Cannot sleep but I am not fighting it. The tree is still a bit here. I can feel where the
        branches would be."""),
    mood(-24, "13:05", "4 3 2 3 4", words="We made a drawing instead of talking. Mine was mostly roots.",
         shared=True),
    note(-23, "21:15", """
        Told my team I will not take the Friday shift any more. My voice shook, and then it was over, and
        Dilek said "okay" and wrote it on the board. Okay! Six years of Fridays.""",
        shared=True),
    mood(-21, "22:00", "4 4 2 4 4", feelings="bold, hungry"),
    mood(-20, "07:35", "3 3 4 3 3"),
    note(-19, "21:30", """
        Not a beautiful one. Grey, a waiting room with no door, and a clock that somebody had stopped out
        of politeness. I was bored and then frightened of being bored. I asked for the blanket.""",
        shared=True),
    mood(-18, "10:40", "2 1 4 2 2",
         words="Headache until noon. Curtains.", feelings="thin-skinned", shared=True),
    note(-18, "23:05", """
        I do not want to write the other thing about the waiting room. It had my father's coat in it. There.
        That is all I am writing."""),
    note(-16, "11:40", """
        I did tell her about the coat. It took me forty of the fifty minutes to arrive at it, and she
        did not look at the clock once. I did."""),
    mood(-15, "21:50", "3 3 3 3 3", shared=True),
    note(-14, "18:30", """
        Went through the box in the cellar. The coat is not in it. I gave it away myself, apparently, in
        2011, to a man at the station, and had forgotten that I was ever that person."""),
    mood(-13, "22:20", "3 3 3 4 4", feelings="quiet"),
    note(-12, "20:05", """
        Last one of the row. The lamps again, the corridor, but this time I was the one switching them on
        for somebody behind me. I did not turn round. I could hear that they were fine.""",
        shared=True),
    mood(-11, "12:00", "4 3 2 4 4",
         words="Dizzy on the stairs, sat down on them, ate an orange.", shared=True),
    note(-9, "11:30", """
        Dr. Lin asked what I take along from here. I said: the socks, the heron, the tree. She wrote it
        down as if it were a shopping list, and I liked that very much.""",
        shared=True),
    mood(-8, "21:25", "4 4 2 4 4", shared=True),
    note(-7, "22:50", """
        The first Friday evening at home. I did not know what people do. I walked once round the block and
        then again in the other direction, and bought a melon."""),
    mood(-6, "23:40", "3 3 3 3 3", words="A bit bare, now that nothing is in the calendar.",
         feelings="unsure", shared=True),
    note(-5, "01:15", """
        Missing it. Not the thing itself. Being somebody whom three people are expecting at two o'clock.""",
        excerpt="Being somebody whom three people are expecting at two o'clock."),
    mood(-4, "20:10", "3 3 2 4 4", words="Choir. Second alto, where nobody looks.", feelings="held"),
    note(-3, "19:35", """
        Rang my brother. We managed eleven minutes, two of them about Dad. He said "he would have liked
        your new couch". It is such a small sentence. I have been carrying it about all evening.""",
        unshared=True),
    mood(-2, "22:15", "4 3 2 4 4", shared=True),
    note(-1, "08:30", """
        The heron was back. Same place, same patience. I got off on purpose this time."""),
)  # fmt: skip

MIRA = Patient("Mira S.", "mira", LINES, COURSE)
