"""How customers ask for suggestions, and why they were shown something."""

from shopbell import Intent
from shopbell import Text as _

SIMILAR = Intent(
    "recommend.similar",
    {
        "en": ("show me similar products", "do you have something similar to this", "anything else like this one",
               "what is similar to it", "are there alternatives to this one"),
        "de": ("zeigen Sie mir ähnliche Produkte", "haben Sie etwas Ähnliches wie das", "was ist so ähnlich wie dieses",
               "gibt es Alternativen dazu"),
        "fr": ("montrez-moi des produits similaires", "avez-vous quelque chose de semblable",
               "y a-t-il des alternatives à celui-ci", "quelque chose qui ressemble à celui-ci"),
        "es": ("muéstrame productos similares", "tienen algo parecido a este", "hay alternativas a este",
               "algo como este"),
    },
    title=_("something similar"),
)  # fmt: skip
GOES_WITH = Intent(
    "recommend.goes_with",
    {
        "en": ("what goes with this", "what goes well with it", "what would complete it", "what else do I need for it",
               "what matches this one"),
        "de": ("was passt dazu", "was passt gut zu diesem", "was brauche ich noch dazu", "was gehört dazu"),
        "fr": ("qu'est-ce qui va avec", "que va bien avec ça", "de quoi ai-je encore besoin avec",
               "qu'est-ce qui l'accompagne bien"),
        "es": ("qué combina con esto", "qué va bien con este", "qué más necesito para esto", "con qué lo acompaño"),
    },
    title=_("what goes with it"),
)  # fmt: skip
TOGETHER = Intent(
    "recommend.together",
    {
        "en": ("what do others buy with this", "what do customers buy together with it",
               "what did others take with this one", "often bought together"),
        "de": ("was kaufen andere dazu", "was haben andere Kunden dazu gekauft", "oft zusammen gekauft"),
        "fr": ("qu'achètent les autres avec ça", "souvent achetés ensemble", "que prennent les autres clients avec"),
        "es": ("qué compran otros con esto", "comprados juntos con frecuencia",
               "qué se llevan otros clientes con este"),
    },
    title=_("what others buy with it"),
)  # fmt: skip
BETTER = Intent(
    "recommend.better",
    {
        "en": ("do you have a better one", "is there a premium version of this", "show me something better than this",
               "a higher quality one please"),
        "de": ("haben Sie etwas Besseres als das", "gibt es das in besserer Qualität", "gibt es eine Premium-Version"),
        "fr": ("avez-vous mieux que celui-ci", "y a-t-il une version haut de gamme", "un modèle de meilleure qualité"),
        "es": ("tienen uno mejor que este", "hay una versión premium", "uno de mejor calidad por favor"),
    },
    title=_("a better one"),
)  # fmt: skip
BESTSELLERS = Intent(
    "recommend.bestsellers",
    {
        "en": ("what are your bestsellers", "what sells best", "what is most popular in your shop",
               "show me the most popular products"),
        "de": ("was sind Ihre Bestseller", "was verkauft sich am besten", "was ist bei Ihnen am beliebtesten"),
        "fr": ("quels sont vos meilleures ventes", "qu'est-ce qui se vend le mieux",
               "quels sont vos produits les plus populaires"),
        "es": ("cuáles son sus más vendidos", "qué es lo que más se vende", "los productos más populares"),
    },
    title=_("what sells best"),
)  # fmt: skip
FOR_ME = Intent(
    "recommend.for_me",
    {
        "en": ("what do you recommend for me", "recommend me something", "any suggestions for me",
               "what might I like", "do you have something for me", "inspire me", "surprise me",
               "do you have anything nice"),
        "de": ("was empfehlen Sie mir", "was empfehlen Sie", "empfehlen Sie mir etwas",
               "haben Sie Vorschläge für mich",
               "was könnte mir gefallen", "überraschen Sie mich", "haben Sie etwas Schönes"),
        "fr": ("que me recommandez-vous", "que recommandez-vous", "recommandez-moi quelque chose",
               "avez-vous des suggestions pour moi",
               "qu'est-ce qui pourrait me plaire", "surprenez-moi"),
        "es": ("qué me recomiendan", "qué recomiendan", "recomiéndame algo",
               "tienen sugerencias para mí", "qué me podría gustar", "sorpréndeme"),
    },
    title=_("a suggestion"),
)  # fmt: skip
WHY = Intent(
    "recommend.why",
    {
        "en": ("why do you show me this", "why did you suggest that", "why am I seeing these products",
               "how did you choose these"),
        "de": ("warum zeigen Sie mir das", "warum schlagen Sie das vor", "wieso sehe ich diese Produkte"),
        "fr": ("pourquoi me montrez-vous ça", "pourquoi cette suggestion", "pourquoi je vois ces produits"),
        "es": ("por qué me muestran esto", "por qué me sugieren eso", "por qué veo estos productos"),
    },
    title=_("why it was shown"),
)  # fmt: skip
