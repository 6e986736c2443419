export default {
  follow: "Let us go on here.",
  hello: "Hello! How can we help you?",
  chat: "Chat", open: "Chat with us", unread: "New messages: {n}", close: "Close the chat", write: "Write a message", send: "Send", log: "Messages",
  you: "You", typing: "{shop} is writing…", sending: "Sending…", waiting: "Waiting for a connection",
  sent: "Sent", failed: "Not sent.", retry: "Try again", connecting: "Connecting…",
  offline: "You are offline. What you write is kept and sent later.", stopped: "The chat is not available on this page.",
  full: "Many messages are still waiting. Please wait for a connection.", long: "That message is too long.",
  options: "Suggested answers", cards: "Cards", previous: "Previous", next: "Next", before: "before", now: "now ",
  out: "Sold out", map: "Show on a map", pay: "Pay {amount}",
};
