export default {
  follow: "Sigamos aquí.",
  hello: "¡Hola! ¿En qué podemos ayudarte?",
  chat: "Chat", open: "Chatea con nosotros", unread: "Mensajes nuevos: {n}", close: "Cerrar el chat", write: "Escribe un mensaje", send: "Enviar", log: "Mensajes",
  you: "Tú", typing: "{shop} está escribiendo…", sending: "Enviando…", waiting: "Esperando la conexión",
  sent: "Enviado", failed: "No enviado.", retry: "Reintentar", connecting: "Conectando…",
  offline: "No tienes conexión. Lo que escribas se guarda y se envía después.", stopped: "El chat no está disponible en esta página.",
  full: "Todavía hay muchos mensajes en espera. Espera a tener conexión.", long: "Ese mensaje es demasiado largo.",
  options: "Respuestas sugeridas", cards: "Fichas", previous: "Anterior", next: "Siguiente", before: "antes", now: "ahora ",
  out: "Agotado", map: "Ver en el mapa", pay: "Pagar {amount}",
};
