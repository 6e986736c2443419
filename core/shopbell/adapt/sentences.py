"""The core's own sentences. Their translations lie beside, in ``locales/``; a test keeps the two together."""

from shopbell.text import CORE, Text


def _core(sentence: str) -> Text:
    return Text(sentence).owned_by(CORE)


# Said by the turn.
DISCLOSURE = _core("You are chatting with an automatic assistant.")
FALLBACK = _core("Sorry, I did not understand that.")
CLARIFY = _core("Did you mean:")
TO_A_PERSON = _core("Talk to a person")
WAITING = _core("Thank you, a person will answer you here as soon as possible.")
WAITING_CLOSED = _core("Thank you. We are closed now; a person will answer you here when we are open again.")
NOBODY_CAME = _core("I am sorry, nobody was free to answer you. The automatic assistant is answering again.")
BACK_TO_BOT = _core("The automatic assistant is answering again.")
FLOOD = _core("You are writing faster than I can read. Please wait a moment.")
WRITE_DIRECTLY = _core("Please write to me directly.")
APOLOGY = _core("Sorry, something went wrong on our side. A person will look at it.")
NOT_UNDERSTOOD_ATTACHMENT = _core("I cannot read what you sent. Please tell me in words.")

# Said about what the shop may send.
STOPPED = _core("You will get no more offers from us. Write START if you want them again.")
STOPPED_ALL = _core("We will not write to you here any more unless you write to us. START undoes this.")
STARTED = _core("Thank you. We may write to you here again.")

# Said about who somebody is.
CODE_WRONG = _core("That is not the code. Please look at it once more.")
CODE_OLD = _core("That code is no longer valid. Ask for a new one, please.")
CODE_DONE = _core("Thank you, that is confirmed. From now on you can write to us from there, too.")
CONTINUED = _core("Hello again. We go on here.")
INVITATION_OLD = _core("That link is no longer valid. Ask for a new one where we talked before, please.")

# Said when a channel cannot show a part as it is.
MORE = _core("There is more than fits here. Ask me and I will tell you the rest.")
CHOOSE = _core("Please choose:")
OPEN_LIST = _core("Choose")
FURTHER = _core("There is also:")
NOT_IN_STOCK = _core("Not in stock")


def reduced(price: str, before: str) -> Text:
    """A lowered price beside the one before, both ready to read."""
    return Text("{price} (before: {before})", price=price, before=before).owned_by(CORE)


def code_mail(code: str, shop: str, minutes: int) -> Text:
    """The letter with a code, to the address that is to be proven."""
    sentence = (
        "{code} is your code for {shop}. Type it where you asked for it, within {minutes} minutes. If you did not ask"
        " for it, somebody mistyped an address, and you need do nothing."
    )
    return Text(sentence, code=code, shop=shop, minutes=minutes).owned_by(CORE)


def pay_here(url: str) -> Text:
    """The line below an amount that is asked for."""
    return Text("Pay here: {url}", url=url).owned_by(CORE)
