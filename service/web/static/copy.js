// Buttons with data-copies put the text of the element they name on the clipboard; without script they stay hidden.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const element = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(element.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(element);
    }
  });
}
