// Buttons with data-copies put the text of the element they name on the clipboard; without script they stay hidden.
// Whoever puts more of them into the page says so by the event `copies`.
function show() {
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}

document.addEventListener("copies", show);
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const element = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(element.textContent);
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(element);
  }
});
show();
