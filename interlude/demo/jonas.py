# SPDX-License-Identifier: Apache-2.0
"""Jonas K., before his first medicine session, which is in three days."""

from interlude.demo.script import Patient, appointment, mood, note

COURSE = (
    appointment(-21, "11:00", "preparation", 50),
    appointment(-8, "11:00", "preparation", 50),
    appointment(3, "10:00", "medicine", 150),
    appointment(5, "11:00", "integration", 50),
)

LINES = (
    note(-35, "20:30", """
        My daughter set this up and then made me promise to use it. I said I am a carpenter, not a
        writer. She said write about wood then."""),
    mood(-34, "07:10", "2 2 3 2 2", words="Up at five. Walked to the river and back."),
    note(-33, "21:50", """
        Wood, then. The oak for the Meier staircase came in too wet. I can hear it when I knock. It will
        need until spring and they want it by Christmas. I said no. I do not often say no."""),
    mood(-31, "22:15", "2 2 3 3 2", feelings="heavy"),
    note(-30, "23:05", """
        The house makes other noises since it is only me in it. The third stair. The boiler. I have
        started to say good night to the boiler."""),
    mood(-29, "06:40", "2 1 2 2 1"),
    note(-27, "19:20", """
        Sunday lunch at Lea's. The boy is two and puts everything into other things: spoon into shoe,
        shoe into pot. I sat on the floor with him for an hour. Getting up again took both of us."""),
    mood(-26, "21:30", "3 2 2 3 4", words="Floor. Pot. Shoe.", feelings="fond"),
    mood(-24, "22:50", "2 2 3 2 2", feelings="heavy, slow"),
    note(-22, "22:10", """
        Tomorrow the first talk with the doctor. I have put on the list: knees, sleep, Irene. In that
        order. Lea would say the order is the point."""),
    mood(-21, "13:40", "3 2 3 2 3",
         words="Less strange than I thought. She has a good chair. Beech.", shared=True),
    note(-21, "21:00", """
        I told her about the workshop first. How I go in, switch on the light, look at the bench, and
        switch it off again. Eleven months of that. She asked what I see when I look at the bench.

        I said: a bench. On the way home I thought: her coffee cup. It is still on the sill.""",
        excerpt="How I go in, switch on the light, look at the bench, and switch it off again. "
                "Eleven months of that."),
    mood(-19, "06:55", "2 2 3 2 2"),
    note(-18, "20:15", """
        What I am afraid of, since she asked me to write it down. Not the medicine so much. That I will
        say something in front of strangers that I never said to my wife.""",
        shared=True),
    mood(-17, "22:00", "3 3 3 3 3", words="Sharpened every chisel. It is something."),
    note(-16, "04:10", """
        Four o'clock. The hour when she used to get up to look at the bread. I still wake for it."""),
    mood(-15, "21:40", "2 2 4 2 2", feelings="tight"),
    note(-13, "19:00", """
        Lea will drive me, and wait, and drive me back. We had a small fight about it because I said
        there was no need. Then I heard myself. I told her the time and the address.""",
        shared=True),
    mood(-12, "20:30", "3 3 3 3 4", shared=True),
    note(-10, "22:25", """
        Found the cup. I mean I knew where it was. I picked it up. There is a ring on the sill the size
        of it and I put it back exactly on the ring, like a fool, and then I laughed. First time in that
        room."""),
    mood(-9, "07:00", "3 2 3 3 3"),
    mood(-8, "12:35", "3 3 3 3 3", words="Second talk. We went through the day hour by hour. I like a plan.",
         shared=True),
    note(-8, "20:50", """
        An intention, she calls it. One sentence to bring along. I have planed it down all evening.

        I want to go into the workshop and stay.""",
        shared=True),
    mood(-6, "22:30", "2 2 4 2 3", feelings="uneasy"),
    note(-5, "18:05", """
        Told Heinz at the timber yard. He was quiet, and then he said his brother had gone through something
        like it and would only ever talk about the music. We looked at larch for a while."""),
    mood(-4, "06:30", "3 3 3 3 3", words="Frost on the planks. Pretty."),
    note(-3, "23:15", """
        What if I see her. What if I do not. I wrote both on a piece of ash and I have been turning it
        over in my pocket all day.""",
        unshared=True),
    mood(-2, "21:10", "2 2 4 3 3",
         words="Irene's sister rang. We spoke about gutters.", feelings="missing her"),
    note(-1, "20:40", """
        Three days. The shirt with the soft collar is washed. Lea has put the phone numbers on the
        fridge in letters so large one can read them from the garden. I think she is more afraid than I am.

        I made the boy a box, by the way. With a lid. So that he has something to put things into."""),
    mood(-1, "22:55", "3 3 4 3 4", words="Seven dovetails. Hands like before.", feelings="proud, nervous"),
)  # fmt: skip

JONAS = Patient("Jonas K.", "jonas", LINES, COURSE)
