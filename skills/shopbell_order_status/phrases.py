"""How customers ask for their order."""

from shopbell import Intent
from shopbell import Text as _

ORDER_STATUS = Intent(
    "order_status",
    {
        "en": (
            "where is my order", "where is my parcel", "where is my package", "my package has not arrived",
            "track my order", "what is the status of my order",
            "has my order been shipped", "when will my order arrive", "my parcel has not arrived yet",
            "I am still waiting for my delivery", "can you check my order", "tracking number please",
            "is my order ready", "where is my order 100234", "status of order 100234", "where is my delivery",
            "my delivery is late", "my order should have been here an hour ago", "it should have arrived yesterday",
            "I need help with my order", "I have a question about my order", "I have a problem with my order",
            "there is a problem with my delivery", "any news about my order", "what is going on with my order",
            "I ordered last week and it is still not here",
        ),
        "de": (
            "wo ist meine Bestellung", "wo bleibt mein Paket", "Sendungsverfolgung",
            "wie ist der Stand meiner Bestellung",
            "wurde meine Bestellung schon verschickt", "wann kommt meine Bestellung", "mein Paket ist noch nicht da",
            "ich warte noch auf meine Lieferung", "ist meine Bestellung fertig",
            "wo ist meine Bestellung 100234", "wo bleibt meine Lieferung", "meine Lieferung hat Verspätung",
            "die Bestellung hätte gestern ankommen sollen", "ich brauche Hilfe mit meiner Bestellung",
            "ich habe eine Frage zu meiner Bestellung", "ich habe ein Problem mit meiner Bestellung",
            "gibt es etwas Neues zu meiner Bestellung",
            "ich habe letzte Woche bestellt und es ist immer noch nichts da",
        ),
        "fr": (
            "où est ma commande", "où est mon colis", "suivre ma commande", "quel est le statut de ma commande",
            "ma commande a-t-elle été expédiée", "quand arrive ma commande", "mon colis n'est pas arrivé",
            "j'attends toujours ma livraison", "ma commande est-elle prête", "où est ma commande 100234",
            "ma livraison est en retard", "ma commande aurait dû arriver hier",
            "j'ai une question sur ma commande", "j'ai un problème avec ma commande", "des nouvelles de ma commande",
            "j'ai commandé la semaine dernière et je n'ai toujours rien reçu",
        ),
        "es": (
            "dónde está mi pedido", "dónde está mi paquete", "seguir mi pedido", "cuál es el estado de mi pedido",
            "se ha enviado mi pedido", "cuándo llega mi pedido", "mi paquete no ha llegado",
            "sigo esperando mi entrega", "está listo mi pedido",
            "dónde está mi pedido 100234", "mi entrega llega tarde", "mi pedido debería haber llegado ayer",
            "tengo una pregunta sobre mi pedido", "tengo un problema con mi pedido", "hay novedades de mi pedido",
            "hice un pedido la semana pasada y todavía no ha llegado",
        ),
    },
    title=_("where an order is"),
)  # fmt: skip
ORDER_UPDATES = Intent(
    "order_updates",
    {
        "en": (
            "keep me posted about the delivery", "notify me when it ships", "tell me when the parcel is on its way",
            "please notify me by message", "I want to be told when something happens",
        ),
        "de": (
            "halten Sie mich über meine Bestellung auf dem Laufenden",
            "sagen Sie mir wenn meine Bestellung verschickt ist",
            "benachrichtigen Sie mich wenn das Paket unterwegs ist", "informieren Sie mich über meine Bestellung",
        ),
        "fr": (
            "tenez-moi au courant de ma commande", "prévenez-moi quand ma commande part",
            "avertissez-moi quand mon colis est en route", "informez-moi du suivi de ma commande",
        ),
        "es": (
            "manténganme al tanto de mi pedido", "avísenme cuando salga mi pedido",
            "avísame cuando mi paquete esté en camino", "quiero recibir novedades de mi pedido",
        ),
    },
    title=_("news of an order"),
)  # fmt: skip
ORDER_SORRY = Intent(
    "order_sorry",
    {
        "en": (
            "can I get something for the delay", "do I get some compensation for the late order",
            "I want compensation", "what do I get for waiting so long", "can I get a discount because it is late",
        ),
        "de": (
            "bekomme ich etwas für die Verspätung", "ich möchte eine Entschädigung",
            "gibt es eine Entschädigung für die späte Lieferung", "bekomme ich einen Rabatt weil es zu spät ist",
        ),
        "fr": (
            "ai-je droit à quelque chose pour le retard", "je veux un dédommagement",
            "y a-t-il une compensation pour le retard", "une remise parce que c'est en retard",
        ),
        "es": (
            "me dan algo por el retraso", "quiero una compensación", "hay alguna compensación por la demora",
            "un descuento porque llega tarde",
        ),
    },
    title=_("something in return for a delay"),
)  # fmt: skip
