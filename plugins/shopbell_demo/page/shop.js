// A suggestion opens the chat with the question in the field, ready to be sent.
document.addEventListener("click", (event) => {
  const suggestion = event.target.closest?.(".try");
  if (suggestion) window.Shopbell?.open({ text: suggestion.textContent });
});
