// Forms marked data-submits are sent as soon as a choice in them changes, without what is left empty; the control
// keeps the focus.
const place = "atlas-focus";
const kept = sessionStorage.getItem(place);
if (kept) {
  sessionStorage.removeItem(place);
  document.getElementById(kept)?.focus({ preventScroll: false });
}
for (const form of document.querySelectorAll("form[data-submits]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("input[type=checkbox], select")) return;
    if (event.target.id) sessionStorage.setItem(place, event.target.id);
    form.requestSubmit();
  });
}
