// Choosing by typing: a combobox with a list, as WAI-ARIA describes it. Without this file the name is typed in full.
(() => {
  "use strict";

  let number = 0;
  document.querySelectorAll("[data-picker]").forEach((picker) => {
    const input = picker.querySelector("input[type=text]");
    const chips = picker.querySelector(".chips");
    const free = picker.hasAttribute("data-free");
    const name = input.name;
    const list = document.createElement("ul");
    const label = picker.querySelector(".form-label");
    let active = -1;
    // What the list is to show; `null` when it is closed, however late an answer comes.
    let wanted = null;
    let timer = 0;

    number += 1;
    list.className = "picker-list";
    list.id = `picker-list-${number}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label.textContent);
    input.after(list);
    for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(key, value);

    const options = () => Array.from(list.querySelectorAll("[data-value]"));
    const close = () => {
      window.clearTimeout(timer);
      wanted = null;
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      const all = options();
      if (all.length === 0) return;
      active = (index + all.length) % all.length;
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    };
    const changed = () => {
      chips.hidden = chips.children.length === 0;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (input.form && input.form.matches("[data-auto]")) input.form.requestSubmit();
    };
    // A box to untick becomes a button to take off.
    const dress = (item) => {
      const box = item.querySelector("input");
      const chip = item.querySelector(".chip");
      const words = chip.textContent.trim();
      const button = document.createElement("button");
      box.type = "hidden";
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `Take off ${words}`);
      button.addEventListener("click", (event) => {
        event.preventDefault();
        item.remove();
        input.focus();
        changed();
      });
      // A label around a button would be one more name for it.
      const plain = document.createElement("span");
      plain.className = "chip";
      plain.append(...chip.childNodes, button);
      chip.replaceWith(plain);
    };
    const choose = (value, words) => {
      const item = document.createElement("li");
      const chip = document.createElement("span");
      const box = document.createElement("input");
      chip.className = "chip";
      box.name = name;
      box.value = value;
      chip.append(box, words);
      item.append(chip);
      chips.replaceChildren(item);
      dress(item);
      input.value = "";
      close();
      changed();
    };
    const show = (html, text) => {
      if (text !== wanted) return;
      list.innerHTML = html;
      options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
      list.hidden = false;
      active = -1;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
    };
    const search = (pause) => {
      window.clearTimeout(timer);
      wanted = input.value.trim();
      const text = wanted;
      timer = window.setTimeout(async () => {
        const answer = await fetch(`${picker.dataset.picker}?q=${encodeURIComponent(text)}`, { headers: { "hx-request": "true" } }).catch(() => null);
        if (answer && answer.ok && document.activeElement === input) show(await answer.text(), text);
      }, pause);
    };

    chips.querySelectorAll("li").forEach(dress);
    input.addEventListener("input", () => search(140));
    input.addEventListener("focus", () => { if (input.value.trim() !== "") search(0); });
    input.addEventListener("click", () => { if (list.hidden) search(0); });
    input.addEventListener("blur", () => window.setTimeout(() => { if (document.activeElement !== input) close(); }, 150));
    input.addEventListener("keydown", (event) => {
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) search(0);
        else mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        choose(all[active].dataset.value, all[active].dataset.label);
      } else if (event.key === "Enter" && free && input.value.trim() !== "") {
        event.preventDefault();
        choose(input.value.trim(), input.value.trim());
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Backspace" && input.value === "" && chips.lastElementChild) {
        chips.lastElementChild.remove();
        changed();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-value]");
      if (option) choose(option.dataset.value, option.dataset.label);
    });
  });
})();
