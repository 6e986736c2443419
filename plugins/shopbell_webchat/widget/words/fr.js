export default {
  follow: "Continuons ici.",
  hello: "Bonjour ! Comment pouvons-nous vous aider ?",
  chat: "Discussion", open: "Discuter avec nous", unread: "Nouveaux messages : {n}", close: "Fermer la discussion", write: "Écrire un message", send: "Envoyer", log: "Messages",
  you: "Vous", typing: "{shop} écrit…", sending: "Envoi…", waiting: "En attente de connexion",
  sent: "Envoyé", failed: "Non envoyé.", retry: "Réessayer", connecting: "Connexion…",
  offline: "Vous êtes hors ligne. Vos messages sont gardés et envoyés plus tard.", stopped: "La discussion n’est pas disponible sur cette page.",
  full: "Beaucoup de messages attendent encore. Merci d’attendre une connexion.", long: "Ce message est trop long.",
  options: "Réponses proposées", cards: "Fiches", previous: "Précédent", next: "Suivant", before: "avant", now: "maintenant ",
  out: "Épuisé", map: "Voir sur la carte", pay: "Payer {amount}",
};
