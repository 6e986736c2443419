"""What dialogues say by themselves. Translations lie with the core's others, in ``adapt/locales``."""

from typing import Any

from shopbell.text import CORE, Text, Words


def _core(sentence: str) -> Text:
    return Text(sentence).owned_by(CORE)


def saying(sentence: Text, **args: Any) -> Text:
    """One of the sentences below with its arguments."""
    return Text(sentence.id, **args).owned_by(CORE)


# Around the questions.
NUMBERED = _core("{prompt} ({number} of {count})")
BACK_TO = _core("Back to {title}.")
GO_ON = _core("Let us go on.")
YES = _core("Yes")
NO = _core("No")
STOPPED_HERE = _core("All right, I have stopped here.")
FROM_THE_START = _core("All right, from the beginning.")
NOTHING_BEFORE = _core("This is the first question.")
ALREADY_BINDING = _core("Part of this is already done, so I cannot go back any more.")
FINISH_FIRST = _core("Let us finish what we have begun first.")
UPDATED = _core("This form was just updated; I kept your answers.")
INTERRUPTED = _core("Sorry, this was interrupted. A person will take over.")
GIVEN_UP = _core("I am sorry, I do not get on here. A person will help you.")
NO_LONGER = _core("This choice is no longer open.")
JUST_NOW_BUSY = _core("I cannot go on with this just now. Please try again in a moment.")
HOW_TO_STOP = _core("If you do not want to go on, write “cancel”.")

# What fits, after an answer that did not.
WRITE_SOMETHING = _core("Please answer in a few words.")
AT_LEAST_LONG = _core("Please write at least {least} characters.")
TOO_LONG = _core("That is too long for me. Please say it in at most {most} characters.")
CHOOSE_ONE = _core("Please choose one of these.")
GIVE_NUMBER = _core("Please give a number, for example 2.")
GIVE_DAYS = _core("Please say for how many days, for example 3.")
GIVE_MONEY = _core("Please give an amount, for example {example}.")
GIVE_DATE = _core("Please give a day, for example “tomorrow” or {example}.")
NO_SUCH_DAY = _core("There is no such day in the calendar. Please give a day, for example {example}.")
GIVE_TIME = _core("Please give a time of day, for example {example}.")
GIVE_MOMENT = _core("Please give a day and a time, for example {example}.")
AND_THE_TIME = _core("And at what time? Please give the day and the time, for example {example}.")
GIVE_EMAIL = _core("Please give an e-mail address, for example name@example.com.")
GIVE_PHONE = _core("Please give a telephone number; one from abroad begins with + and the country’s number.")
GIVE_ADDRESS = _core("Please give street, house number and town.")
GIVE_ORDER_NUMBER = _core("Please give the order number; it stands in your confirmation.")
NAME_PRODUCT = _core("Please name one of our products.")
SEND_PHOTO = _core("Please send a picture.")
SEND_FILE = _core("Please send a file.")
YES_OR_NO = _core("Please answer yes or no.")
NOT_BELOW = _core("It cannot be less than {least}.")
NOT_ABOVE = _core("It cannot be more than {most}.")
NOT_BEFORE = _core("It cannot be before {least}.")
NOT_AFTER = _core("It cannot be after {most}.")


def numbered(prompt: Words, number: int, count: int) -> Text:
    """A question of a long dialogue."""
    return saying(NUMBERED, prompt=prompt, number=number, count=max(number, count))
