"""How customers subscribe, and how they end it."""

from shopbell import Intent
from shopbell import Text as _

CLEAR = 0.4  # names of products are words that no example has: they cost score, and the frame is plain all the same

NEWSLETTER = Intent("newsletter", {
    "en": (
        "subscribe to your newsletter", "subscribe me", "sign me up for the newsletter", "I want your newsletter",
        "can I get your newsletter", "send me your news and offers", "add me to your mailing list", "newsletter please",
    ),
    "de": (
        "Newsletter abonnieren", "ich möchte Ihren Newsletter", "melden Sie mich zum Newsletter an",
        "tragen Sie mich in den Verteiler ein", "schicken Sie mir Neuigkeiten und Angebote",
        "kann ich den Newsletter bekommen",
    ),
    "fr": (
        "m'abonner à la newsletter", "je voudrais votre newsletter", "inscrivez-moi à la newsletter",
        "envoyez-moi vos nouveautés et offres", "recevoir votre lettre d'information",
    ),
    "es": (
        "suscribirme al boletín", "quiero su boletín", "apúnteme al boletín", "envíenme novedades y ofertas",
        "recibir el boletín de noticias",
    ),
}, title=_("our newsletter"))  # fmt: skip

PRICE_ALERT = Intent("price_alert", {
    "en": (
        "tell me when it is under 20", "let me know when it gets cheaper", "notify me when the price drops",
        "price alert", "tell me when it costs less than 50", "alert me if the price falls below 30",
        "write to me when it is on sale", "can you watch the price for me", "tell me when the lamp is under 30",
        "let me know when the red dress costs less than 100", "notify me when the price of the kettle drops",
        "tell me when the candle is cheaper", "alert me when this one is below 15",
    ),
    "de": (
        "sag mir wenn es unter 20 kostet", "sagen Sie mir Bescheid wenn es billiger wird", "Preisalarm",
        "benachrichtigen Sie mich wenn der Preis fällt", "Bescheid geben wenn es weniger als 50 Euro kostet",
        "schreiben Sie mir wenn es günstiger wird", "sag mir wenn die Lampe unter 30 Euro kostet",
        "sagen Sie mir Bescheid wenn das rote Kleid billiger wird",
        "melden Sie sich wenn die Kanne weniger als 15 kostet",
    ),
    "fr": (
        "dites-moi quand c'est à moins de 20", "prévenez-moi si le prix baisse", "alerte de prix",
        "prévenez-moi quand c'est moins cher", "écrivez-moi quand ça coûte moins de 50 euros",
        "dites-moi quand la lampe est à moins de 30", "prévenez-moi quand la robe rouge est moins chère",
    ),
    "es": (
        "avíseme cuando cueste menos de 20", "avíseme si baja el precio", "alerta de precio",
        "dígame cuando esté más barato", "escríbame cuando cueste menos de 50 euros",
        "avíseme cuando la lámpara cueste menos de 30", "dígame cuando el vestido rojo baje de precio",
    ),
}, title=_("tell me when it is cheaper"), threshold=CLEAR)  # fmt: skip

STOCK_ALERT = Intent("stock_alert", {
    "en": (
        "tell me when it is back", "let me know when it is back in stock", "notify me when it is available again",
        "tell me when you have it again", "alert me when it is in stock", "write to me when it comes back",
        "back in stock alert", "can you tell me when it is available", "tell me when the lamp is back",
        "let me know when the red dress is available again", "notify me when you have the kettle again",
        "tell me when the candle is in stock again", "write to me when this one is back in",
    ),
    "de": (
        "sag mir wenn es wieder da ist", "sagen Sie mir Bescheid wenn es wieder lieferbar ist",
        "benachrichtigen Sie mich wenn es wieder auf Lager ist", "Bescheid geben wenn Sie es wieder haben",
        "schreiben Sie mir wenn es wieder verfügbar ist", "sag mir wenn die Lampe wieder da ist",
        "sagen Sie mir Bescheid wenn das rote Kleid wieder lieferbar ist",
    ),
    "fr": (
        "dites-moi quand c'est de nouveau disponible", "prévenez-moi quand c'est de retour en stock",
        "prévenez-moi quand vous l'avez de nouveau", "écrivez-moi dès qu'il est disponible",
        "dites-moi quand la lampe est de retour", "prévenez-moi quand la robe rouge est disponible",
    ),
    "es": (
        "avíseme cuando vuelva a estar disponible", "avíseme cuando lo tengan de nuevo",
        "dígame cuando esté otra vez en stock", "escríbame cuando vuelva", "avíseme cuando vuelva la lámpara",
        "dígame cuando haya otra vez el vestido rojo",
    ),
}, title=_("tell me when it is back"), threshold=CLEAR)  # fmt: skip

SUBSCRIPTIONS = Intent("subscriptions", {
    "en": (
        "what am I subscribed to", "show my subscriptions", "my alerts", "which alerts do I have",
        "do I get your newsletter", "list my subscriptions",
    ),
    "de": (
        "was habe ich abonniert", "meine Abonnements", "welche Benachrichtigungen habe ich",
        "bekomme ich den Newsletter", "zeigen Sie mir meine Abos",
    ),
    "fr": (
        "à quoi suis-je abonné", "mes abonnements", "quelles alertes ai-je", "est-ce que je reçois la newsletter",
    ),
    "es": (
        "a qué estoy suscrito", "mis suscripciones", "qué alertas tengo", "recibo el boletín",
    ),
}, title=_("my subscriptions"))  # fmt: skip

END_NEWSLETTER = Intent(
    "end_newsletter",
    {
        "en": (
            "unsubscribe me from the newsletter",
            "no more newsletter",
            "cancel the newsletter",
            "take me off your mailing list",
            "stop sending me the newsletter",
        ),
        "de": (
            "Newsletter abbestellen",
            "melden Sie mich vom Newsletter ab",
            "keinen Newsletter mehr",
            "nehmen Sie mich aus dem Verteiler",
        ),
        "fr": ("me désabonner de la newsletter", "plus de newsletter", "désinscrivez-moi de la newsletter"),
        "es": ("darme de baja del boletín", "no más boletín", "quítenme del boletín"),
    },
    title=_("end the newsletter"),
    threshold=0.6,
)  # fmt: skip  every e-mail address sounds a little like it

END_ALERTS = Intent("end_alerts", {
    "en": ("stop my alerts", "stop the alerts", "cancel my price alerts", "no more alerts", "delete all my alerts"),
    "de": ("Benachrichtigungen beenden", "meine Preisalarme löschen", "keine Benachrichtigungen mehr"),
    "fr": ("arrêtez mes alertes", "supprimez mes alertes", "plus d'alertes"),
    "es": ("cancele mis alertas", "borre mis alertas", "no más alertas"),
}, title=_("end my alerts"))  # fmt: skip

END = Intent("end_subscription", {
    "en": ("end a subscription", "unsubscribe me", "I want to unsubscribe", "cancel my subscriptions"),
    "de": ("ein Abonnement beenden", "melden Sie mich ab", "ich möchte mich abmelden", "meine Abos kündigen"),
    "fr": ("mettre fin à un abonnement", "désabonnez-moi", "je veux me désabonner", "annuler mes abonnements"),
    "es": ("terminar una suscripción", "denme de baja", "quiero darme de baja", "cancelar mis suscripciones"),
}, title=_("end a subscription"))  # fmt: skip
