export default {
  follow: "Hier geht es weiter.",
  hello: "Hallo! Wie können wir Ihnen helfen?",
  chat: "Chat", open: "Mit uns chatten", unread: "Neue Nachrichten: {n}", close: "Chat schließen", write: "Nachricht schreiben", send: "Senden", log: "Nachrichten",
  you: "Sie", typing: "{shop} schreibt …", sending: "Wird gesendet …", waiting: "Wartet auf eine Verbindung",
  sent: "Gesendet", failed: "Nicht gesendet.", retry: "Noch einmal versuchen", connecting: "Verbindung wird aufgebaut …",
  offline: "Sie sind offline. Was Sie schreiben, bleibt erhalten und wird später gesendet.", stopped: "Der Chat ist auf dieser Seite nicht verfügbar.",
  full: "Viele Nachrichten warten noch. Bitte warten Sie auf eine Verbindung.", long: "Diese Nachricht ist zu lang.",
  options: "Vorgeschlagene Antworten", cards: "Karten", previous: "Zurück", next: "Weiter", before: "vorher", now: "jetzt ",
  out: "Ausverkauft", map: "Auf der Karte zeigen", pay: "{amount} bezahlen",
};
