"""What is answered to small talk, several ways each; ``locales`` holds the translations."""

from collections.abc import Mapping, Sequence

from .asides import FINE, LAUGHTER, MISUNDERSTOOD, NO, THERE, WAIT, YES
from .phrases import ABUSE, COMPLIMENT, GOODBYE, GREETING, HELP, HOW_ARE_YOU, THANKS

SAYINGS: Mapping[str, Sequence[str]] = {
    GREETING.name: (
        "Hello, and welcome to {shop}! How can I help you?",
        "Hello! What can I do for you?",
        "Welcome to {shop}! What would you like to know?",
    ),
    THANKS.name: (
        "You are welcome!",
        "With pleasure! Just write if there is anything else.",
        "Glad I could help!",
    ),
    GOODBYE.name: (
        "Goodbye, and see you soon!",
        "Have a nice day, and see you soon at {shop}!",
        "Goodbye! Write to me whenever you like.",
    ),
    HOW_ARE_YOU.name: (
        "Very well, thank you! What can I do for you?",
        "All is well here, thank you for asking. How can I help you?",
    ),
    COMPLIMENT.name: (
        "Thank you, that is nice to hear!",
        "How kind of you, thank you!",
    ),
    HELP.name: (
        "Gladly! Write in a few words what it is about: something you are looking for, an order, or anything else.",
        "Of course. What is it about: something you would like to buy, an order, or a question about the shop?",
    ),
    ABUSE.name: (
        "I am sorry that I have not been of help. Tell me in a few words what you need, or ask for a person.",
        "I can see that you are annoyed, and I am sorry. If you like, a person will take over: just ask for one.",
    ),
    FINE.name: (
        "Good! Just write if there is anything else.",
        "Very good. Is there anything else I can do for you?",
    ),
    YES.name: (
        "Gladly! What is it about?",
        "Of course. Tell me in a few words what you need.",
    ),
    NO.name: (
        "All right. Just write if you need anything else.",
        "No problem. I am here if there is something later.",
    ),
    WAIT.name: (
        "Take your time, I am here.",
        "No hurry. Write when you are ready.",
    ),
    THERE.name: (
        "Yes, I am here. What can I do for you?",
        "I am here, and sorry if it took too long. What do you need?",
    ),
    MISUNDERSTOOD.name: (
        "I am sorry, then I misunderstood you. Please ask again in other words, or I get a person.",
        "Sorry about that. Tell me in other words what you need, or a person will take over.",
    ),
    LAUGHTER.name: (
        "I am glad you are in good spirits! What can I do for you?",
        "Good to hear you laugh. Is there anything I can do for you?",
    ),
}

ABOUT_ME = (
    "I am the automatic assistant of {shop}, not a person. If you would rather talk to a person, just say so.",
    "You are chatting with the automatic assistant of {shop}. A person will take over whenever you ask for one.",
)
BY_PHONE = "{before} By phone you reach us at {phone}."
