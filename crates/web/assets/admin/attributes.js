// A choice that decides which fields there are presses the button beside it. Without script people press it.
(() => {
  "use strict";
  document.querySelectorAll("select[data-press]").forEach((select) => {
    const button = document.getElementById(select.dataset.press);
    if (button) select.addEventListener("change", () => select.form.requestSubmit(button));
  });
})();
