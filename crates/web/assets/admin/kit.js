// Parts of lists and forms: rows that are selected, questions in place, toasts. Every page works without this file.
(() => {
  "use strict";

  // Selecting rows: all of the page, a range with the shift key, none again. The bar says how many.
  document.querySelectorAll("form[data-bulk]").forEach((bar) => {
    // Not `bar.id`: the boxes are called "id", and a form has its fields by their names.
    const boxes = Array.from(document.querySelectorAll(`input[data-select][form="${bar.getAttribute("id")}"]`));
    const page = document.querySelector("[data-select-page]");
    const all = bar.querySelector("[data-bulk-all]");
    const count = bar.querySelector("[data-bulk-count]");
    const none = bar.querySelector("[data-bulk-none]");
    const go = bar.querySelector("button:not([type])");
    let last = null;
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      const every = all !== null && all.checked;
      count.textContent = every ? "All that fit the filter are selected" : chosen === 0 ? "Nothing is selected" : `${chosen} selected`;
      bar.classList.toggle("has-selection", every || chosen > 0);
      go.disabled = !every && chosen === 0;
      none.hidden = go.disabled;
      if (page) {
        page.checked = chosen > 0 && chosen === boxes.length;
        page.indeterminate = chosen > 0 && chosen < boxes.length;
      }
    };
    boxes.forEach((box, index) => box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        const [from, to] = [Math.min(last, index), Math.max(last, index)];
        boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
      }
      last = index;
      if (all && !box.checked) all.checked = false;
      show();
    }));
    const set = (checked) => {
      boxes.forEach((box) => { box.checked = checked; });
      if (all && !checked) all.checked = false;
      show();
    };
    if (page) {
      page.hidden = false;
      page.addEventListener("change", () => set(page.checked));
    }
    if (all) all.addEventListener("change", () => set(all.checked));
    none.addEventListener("click", () => { set(false); (page || boxes[0]).focus(); });
    // Coming back with the browser's button keeps the boxes ticked.
    window.addEventListener("pageshow", show);
    show();
  });

  // Questions open in place; their links lead to a page with the same question.
  document.querySelectorAll("[data-confirm]").forEach((link) => {
    const dialog = document.getElementById(link.dataset.confirm);
    if (!dialog || !dialog.showModal) return;
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) {
        event.preventDefault();
        dialog.close();
      }
    });
  });

  document.querySelectorAll("[data-toast]").forEach((toast) => {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.setAttribute("aria-label", "Close this message");
    close.textContent = "×";
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
  });

  // A page that shows something going on is loaded again until it has ended.
  document.querySelectorAll("[data-reload]").forEach((place) => {
    window.setTimeout(() => location.reload(), Number(place.dataset.reload) || 2000);
  });
})();
