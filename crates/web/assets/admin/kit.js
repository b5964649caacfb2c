// Parts of lists and forms: rows that are selected, tabs of one page, questions in place, toasts. Every page works without this file.
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

  // Parts of one page as tabs: the links lead to the parts, which stand below each other without script.
  document.querySelectorAll("[data-panels]").forEach((list) => {
    const tabs = Array.from(list.querySelectorAll("a[href^='#']"));
    const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
    if (panels.includes(null)) return;
    list.setAttribute("role", "tablist");
    const open = (index, focus) => {
      tabs.forEach((tab, at) => {
        tab.setAttribute("aria-selected", String(at === index));
        tab.tabIndex = at === index ? 0 : -1;
        panels[at].hidden = at !== index;
      });
      if (focus) tabs[index].focus();
    };
    tabs.forEach((tab, index) => {
      tab.id = tab.id || `${panels[index].id}-tab`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panels[index].id);
      panels[index].setAttribute("role", "tabpanel");
      panels[index].setAttribute("aria-labelledby", tab.id);
      tab.classList.toggle("has-problem", panels[index].querySelector(".problem") !== null);
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        history.replaceState(null, "", tab.hash);
        open(index, false);
      });
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : step ? (index + step + tabs.length) % tabs.length : null;
        if (to === null) return;
        event.preventDefault();
        open(to, true);
      });
    });
    const holding = (id) => panels.findIndex((panel) => panel.id === id || panel.contains(document.getElementById(id)));
    const wrong = panels.findIndex((panel) => panel.querySelector(".problem"));
    const asked = location.hash ? holding(decodeURIComponent(location.hash.slice(1))) : -1;
    open(wrong >= 0 ? wrong : Math.max(asked, 0), false);
    // A link of the summary of errors leads into a part that is not shown, as does a field that the browser refuses.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#errors a[href^='#']");
      const index = link ? holding(decodeURIComponent(link.hash.slice(1))) : -1;
      if (index >= 0) open(index, false);
    });
    document.addEventListener("invalid", (event) => {
      const index = panels.findIndex((panel) => panel.contains(event.target));
      if (index >= 0) open(index, false);
    }, true);
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
